theorem to_family (n N : Nat) (A : List Nat) (h : DistinctSums.Set n N A) : SubsetSums.Distinct n N A := h

theorem from_family (n N : Nat) (A : List Nat) (h : SubsetSums.Distinct n N A) : DistinctSums.Set n N A := h
