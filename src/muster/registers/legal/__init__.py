"""Legal intervention: one case of one parent for one child, and what is done in it.

The National Framework for Penalty Notices (2024) and what stands beside it: support first,
notices to improve, penalty notices, contracts, orders and prosecution (rules.md 4).
"""

from muster.registers.legal.case import REGISTER


__all__ = ["REGISTER"]
