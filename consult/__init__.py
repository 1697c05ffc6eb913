"""Consult carries a federation's strategy from draft to decision to delivery."""
