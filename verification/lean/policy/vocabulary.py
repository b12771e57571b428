"""What a submission may say: commands, attributes and options by allow-list, and words that are refused anywhere."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "ATTRIBUTES",
    "COMMANDS",
    "CONTINUATIONS",
    "DEFINITIONS",
    "HASH_COMMANDS",
    "MODIFIERS",
    "SCOPES",
    "option_fault",
    "word_fault",
]

COMMANDS = frozenset({
    "abbrev", "attribute", "def", "end", "include", "lemma", "mutual", "namespace", "omit", "open", "section",
    "set_option", "theorem", "universe", "universes", "variable", "variables",
})  # fmt: skip
"""Commands of every submission."""

DEFINITIONS = frozenset({"deriving", "inductive", "instance", "structure"})
"""Commands, and a clause, of submissions that may declare types and instances."""

MODIFIERS = frozenset({"noncomputable", "nonrec", "private", "protected"})
"""What may stand before a command."""

SCOPES = frozenset({"namespace", "section", "mutual"})
"""Commands that `end` closes."""

CONTINUATIONS = frozenset({
    "by", "calc", "decreasing_by", "else", "exact", "from", "fun", "have", "if", "in", "let", "match", "show",
    "termination_by", "then", "where", "with",
})  # fmt: skip
"""Words other than commands with which a line may begin at its very start."""

ATTRIBUTES = frozenset({
    "aesop", "bound", "coe", "congr", "continuity", "elab_as_elim", "elab_without_expected_type", "ext", "fun_prop",
    "gcongr", "grind", "irreducible", "match_pattern", "measurability", "mono", "norm_cast", "push_cast", "reducible",
    "refl", "rfl", "semireducible", "simp", "simps", "symm", "trans",
})  # fmt: skip
"""Attributes that steer proofs and change nothing else."""

SWITCHES = frozenset({"true", "false"})
_FREE = ("linter.", "pp.")
"""Beginnings of the names of options that change messages alone."""
_FIXED: Mapping[str, str] = {"autoImplicit": "false", "relaxedAutoImplicit": "false"}
_CAPPED: Mapping[str, int] = {
    "exponentiation.threshold": 100_000,
    "maxHeartbeats": 10_000_000,
    "maxRecDepth": 1_000_000,
    "synthInstance.maxHeartbeats": 1_000_000,
    "synthInstance.maxSize": 10_000,
}
"""Options with a greatest value; 0 would stand for no limit."""


def option_fault(name: str, value: str) -> str:
    """Why an option may not be set to a value; empty when it may.

    >>> option_fault("maxHeartbeats", "400000")
    ''
    >>> option_fault("maxHeartbeats", "0")
    'option maxHeartbeats takes a number from 1 to 10000000 here'
    """
    if name.startswith(_FREE):
        return "" if value in SWITCHES or _small(value) else f"option {name} takes true, false or a number"
    if name in _FIXED:
        return "" if value == _FIXED[name] else f"option {name} stays {_FIXED[name]}"
    if name in _CAPPED:
        most = _CAPPED[name]
        allowed = _small(value) and 1 <= int(value) <= most
        return "" if allowed else f"option {name} takes a number from 1 to {most} here"
    return f"option {name} is not among those that a submission may set"


def _small(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 12


HASH_COMMANDS = frozenset({
    "adaptation_note", "check", "check_assertions", "check_failure", "check_simp", "check_tactic",
    "check_tactic_failure", "conv", "count_heartbeats", "discr_tree_key", "discr_tree_simp_key",
    "dump_async_env_state", "elpi", "eval", "eval!", "exit", "explode", "find", "find_home", "find_syntax",
    "grind_lint", "guard", "guard_expr", "guard_msgs", "guard_panic", "help", "html", "import_path", "info_trees",
    "instances", "leansearch", "lint", "loogle", "min_imports", "minimize_imports", "moogle", "norm_num", "print",
    "push_cast", "redundant_imports", "reduce", "sample", "search", "show_deprecated_modules", "show_unused", "simp",
    "synth", "test", "time", "trans_imports", "unfold?", "version", "where", "whnf", "widget", "with_exporting",
})  # fmt: skip
"""Words after `#` that make a command wherever they stand; at the start of a line any word does."""

_KINDS: Mapping[str, tuple[str, ...]] = {
    "leaves the proof unfinished": ("sorry", "sorryAx", "admit", "stop", "plausible", "slim_check"),
    "searches instead of proving; write down what it found": ("apply?", "exact?", "rw?", "polyrith"),
    "assumes something without proof, or hides its value": ("axiom", "opaque"),
    "trusts compiled code instead of the kernel": (
        "native_decide", "native", "bv_decide", "bv_decide?", "bv_check", "ofReduceBool", "ofReduceNat", "reduceBool",
        "reduceNat", "trustCompiler", "implemented_by", "extern", "csimp", "builtin_init", "never_extract",
        "macro_inline", "lcProof", "lcUnreachable", "lcErased", "lcAny", "lcVoid", "lcCast", "compile_inductive",
        "compile_def", "lrat_reflect",
    ),
    "is not safe, or need not end": (
        "unsafe", "partial", "partial_fixpoint", "coinductive_fixpoint", "inductive_fixpoint", "unsafeCast", "unsafeIO",
        "unsafeEIO", "unsafeBaseIO", "ptrAddrUnsafe", "panic", "panic!", "unreachable!", "dbg_trace", "dbgTrace",
        "dbgTraceVal", "dbgTraceIfShared", "dbgStackTrace", "dbgSleep",
    ),
    "runs code while the file is read": (
        "run_cmd", "run_tac", "run_meta", "run_elab", "run_conv", "by_elab", "elab", "elab_rules", "initialize",
        "builtin_initialize", "simproc", "dsimproc", "simproc_decl", "dsimproc_decl", "builtin_simproc",
        "builtin_dsimproc", "declare_aesop_rule_sets", "declare_simp_like_tactic", "register_simp_attr",
        "register_option", "register_builtin_option", "register_label_attr", "register_tactic_tag",
        "register_linter_set", "register_error_explanation", "register_parser_alias", "term_elab", "command_elab",
        "MetaM", "TacticM", "TermElabM", "CommandElabM", "CoreM", "MacroM", "AttrM", "BaseIO", "EIO", "throwError",
        "throwErrorAt", "logInfo", "logWarning", "logError",
    ),
    "changes how the text is read": (
        "macro", "macro_rules", "syntax", "declare_syntax_cat", "notation", "notation3", "infix", "infixl", "infixr",
        "prefix", "postfix", "mixfix", "binder_predicate", "unif_hint", "default_instance", "computed_fields",
        "with_weak_namespace", "deprecated_syntax", "app_unexpander", "app_delab", "delab",
    ),
    "is a command that no submission needs": (
        "add_aesop_rules", "add_decl_doc", "alias", "assert_exists", "assert_not_exists", "assert_not_imported",
        "class", "coinductive", "docs_to_verso", "erase_aesop_rules", "example", "expose",
        "grind_annotated", "grind_pattern", "init_grind_norm", "init_quot", "initialize_simps_projections",
        "irreducible_def", "library_note", "meta", "mk_iff_of_inductive_prop", "proof_wanted", "public", "recall",
        "recommended_spelling", "register_grind_attr", "seal", "set_library_suggestions", "show_panel_widgets",
        "suppress_compilation", "tactic_extension", "to_additive", "to_dual", "unseal", "unsuppress_compilation",
    ),
    "belongs to the header, which the judge writes": ("import", "prelude", "module"),
    "reads a file": ("include_str", "include_bytes"),
}  # fmt: skip
_REASONS: Mapping[str, str] = {word: reason for reason, words in _KINDS.items() for word in words}

_BARE: Mapping[str, str] = {
    "export": "makes names ambiguous outside their namespace",
    "local": "is allowed before attributes alone",
    "scoped": "is allowed after `open` and before attributes alone",
}
"""Refused by themselves, not as a part of a longer name."""

_REALMS = frozenset({"Lean", "IO", "Lake", "System", "Elab", "Meta", "Qq"})
"""Namespaces that hold the means of programs."""

_TERM_PART = frozenset({
    "alias", "class", "delab", "example", "expose", "extern", "meta", "module", "native", "notation", "panic",
    "plausible", "prefix", "public", "recall", "seal", "stop", "syntax",
})  # fmt: skip
"""Words of common English that are refused by themselves but may be part of a longer name (`List.prefix`)."""


def word_fault(name: str) -> str:
    """Why a name, keyword or dotted name may not occur; empty when it may.

    >>> word_fault("Foo.sorryAx")
    'sorryAx leaves the proof unfinished'
    >>> word_fault("Ring.module"), word_fault("sorry'")
    ('', '')
    """
    parts = name.removeprefix("_root_.").split(".")
    if parts[0] in _REALMS:
        return f"{parts[0]} holds the means of programs, not of proofs"
    if len(parts) == 1 and parts[0] in _BARE:
        return f"{name} {_BARE[name]}"
    for part in parts:
        if part in _REASONS and (len(parts) == 1 or part not in _TERM_PART):
            return f"{part} {_REASONS[part]}"
    return ""
