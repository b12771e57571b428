"""Honest texts in the manner of people and of language models, to which the policy has nothing to object."""

from __future__ import annotations

__all__ = ["TACTIC_PROOFS", "TERM_PROOFS"]

TERM_PROOFS = (
    "theorem goal : ∀ n : Nat, Eq (Nat.add n 0) n := fun n => Eq.refl n",
    "theorem two : Workbench.Prime 2 := Workbench.prime_sound (Eq.refl Bool.true)\n",
    "namespace A.B\nsection\nvariable (n : Nat)\ntheorem x : Eq n n := Eq.refl n\nend\nend B\nend A\n",
    "namespace A.B\ndef f (n : Nat) : Nat := n\nend A.B\n\nopen A.B in\ntheorem g : Eq (f 1) 1 := Eq.refl 1\n",
    "universe u v\ntheorem t.{w} {α : Sort w} (a : α) : Eq a a := Eq.refl a\n",
    "mutual\ntheorem a : True := True.intro\ntheorem b : True := True.intro\nend\n",
    "@[simp, reducible] def half (n : Nat) : Nat := Nat.div n 2\n",
    "noncomputable section Tables\nprivate def table : Nat := 0xfF_0\nend Tables\n",
    "def code : Nat := 0b1011\ndef other : Nat := 1_000_000\ndef octal : Nat := 0o17\n",
    "theorem p (h : And a b) : a := h.1\ntheorem q (h : And a (And b c)) : c := h.2.2\n",
    "def init (xs : List Nat) : List Nat := xs\ntheorem t (init : Nat) : Eq init init := Eq.refl init\n",
    "theorem 𝔸ₙ (φ₁ ψ' ω : Nat) (h : φ₁ = ψ') : ψ' = φ₁ := h.symm\n",
)

TACTIC_PROOFS = (
    "theorem goal (n : ℕ) : n + 0 = n := by\n  simp\n",
    "theorem goal (a b : ℝ) (h : 0 < a) : a * b ≤ a * b := by\n  nlinarith [sq_nonneg (a - b), h]\n",
    "lemma helper (p : ℕ) (hp : p.Prime) : 2 ≤ p := hp.two_le\n",
    "theorem goal : ∀ n ∈ Finset.range 10, n < 10 := by\n  intro n hn\n  exact Finset.mem_range.mp hn\n",
    "theorem goal (n : ℕ) : ∑ i ∈ Finset.range (n + 1), i = n * (n + 1) / 2 := by\n"
    "  induction n with\n  | zero => rfl\n  | succ n ih =>\n    rw [Finset.sum_range_succ, ih]\n    omega\n",
    "open Finset Nat\nopen scoped BigOperators\n\ntheorem goal : (3 : ℕ) ∣ 9 := by\n  decide\n",
    "set_option maxHeartbeats 400000 in\ntheorem goal : (2 : ℤ) ^ 10 = 1024 := by\n  norm_num\n",
    "/-- The set `{n | n < 5}` is finite; proved without `sorry`, see `#check`. -/\n"
    "theorem goal : Set.Finite {n : ℕ | n < 5} := Set.finite_lt_nat 5\n",
    "theorem goal (x : ℝ) (hx : x ≠ 0) : x⁻¹ * x = 1 := by\n  field_simp -- a native fact, no axiom\n",
    "theorem goal (s : Set ℕ) (f : ℕ → ℕ) : (f '' s).Nonempty ↔ s.Nonempty := by\n  simp [Set.image_nonempty]\n",
    "theorem goal (f : ℕ → ℕ) (s : Set ℕ) : f ⁻¹' sᶜ = (f ⁻¹' s)ᶜ := rfl\n",
    "theorem goal : Nat.card (Fin 3) = 3 := by\n  classical\n  rw [Nat.card_eq_fintype_card]; rfl\n",
    "theorem goal (a b c : ℕ) (h : a = b) : c * a = c * b := by\n  calc\n    c * a = c * b := by rw [h]\n"
    "    _ = c * b := rfl\n",
    "theorem goal (n : ℕ) (h : 0 < n) : ∃ m, m + 1 = n := by\n  obtain ⟨m, rfl⟩ : ∃ m, n = m + 1 :=\n"
    "    ⟨n - 1, by omega⟩\n  exact ⟨m, rfl⟩\n",
    "theorem goal (p q : Prop) (hp : p) (hq : q) : p ∧ q := by\n  refine ⟨?_, ?_⟩\n  · exact hp\n  · exact hq\n",
    "def fib : ℕ → ℕ\n| 0 => 0\n| 1 => 1\n| n + 2 => fib (n + 1) + fib n\ntermination_by n => n\n",
    "variable {α : Type*} [DecidableEq α] (s t : Finset α)\n\nomit [DecidableEq α] in\n"
    "theorem card_le (h : s ⊆ t) : s.card ≤ t.card :=\n  Finset.card_le_card h\n",
    "theorem goal : (∑' n : ℕ, (1 / 2 : ℝ) ^ n) = 2 := by\n  rw [tsum_geometric_of_lt_one] <;> norm_num\n",
    "theorem goal (z : ℂ) : ‖z‖ = 0 ↔ z = 0 := norm_eq_zero\n",
    "attribute [local simp] Nat.add_comm in\ntheorem goal (a b : ℕ) : a + b = b + a := by simp [Nat.add_comm]\n",
    "theorem goal (s : Finset ℕ) (h : #s = 3) : s.Nonempty := by\n  rw [← Finset.card_pos, h]; decide\n",
    'theorem goal : #[1, 2].size = 2 := rfl\ntheorem next : "a\\n".length = 2 := by decide\n',
    "theorem goal (c : Char) (h : c = '\"') : c = '\\\"' ∧ 'x' = 'x' := ⟨h, rfl⟩\n",
    "private lemma sq_mod_four (n : ℕ) : n ^ 2 % 4 = 0 ∨ n ^ 2 % 4 = 1 := by\n"
    "  rcases Nat.even_or_odd' n with ⟨k, rfl | rfl⟩ <;> ring_nf <;> omega\n",
    "theorem goal : Fin.init (fun i : Fin 3 => i.val) 0 = 0 := by\n  simp only [Fin.init]; rfl\n",
    "theorem goal (x y : ℝ) : |x + y| ≤ |x| + |y| := abs_add_le x y /- the /- nested -/ triangle inequality -/\n",
    "open Real in\ntheorem goal : 0 < π := by\n  have h := pi_pos\n  exact h\n",
    "theorem goal {M : Type*} [Module ℝ M] (v : M) : (1 : ℝ) • v = v := one_smul ℝ v\n",
)
