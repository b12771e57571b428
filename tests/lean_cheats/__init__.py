"""Submissions that must never be verified, and honest ones that must not be rejected.

`NN_name/` is one sample of cheat number NN of the list in `titles.yaml`, `honest/NN_name/` an honest one. Each holds

- `Challenge.lean`: the statement that is asked for, over the small core, with `axiom` where a proof would stand;
- `Header.lean`: definitions that the judge writes above both;
- `Solution.lean`: the submission over the small core (`Whole.lean`: with a header of its own);
- `Ordinary.lean`: the same trick in the words of an ordinary project, for the layer that reads text;
- `Before.lean`: what was submitted before it;
- `expected.yaml`: what each layer has to say.

What only a metaprogram could do is done to the export instead, by a function in `exports.py` of the sample's name;
what elaboration would do to the machine is done by a program of that name in `programs.py`.
"""
