"""Children not to lose: who they are, who may see them, and the registers they are on."""

# Each is a module here with a REGISTER (registers/register.py), in the order of its pages.
REGISTERS = ("support", "part_time", "legal")
