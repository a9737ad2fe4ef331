from django.apps import AppConfig


class Registers(AppConfig):
    name = "muster.registers"

    def ready(self) -> None:
        from muster.measures.provided import provide
        from muster.registers import counted
        from muster.registers.legal import counted as legal_counted
        from muster.registers.returns import counted as returns_counted

        provide("entries", counted.rows)
        provide("findings", counted.findings)
        provide("severity", counted.severity)
        provide("returns", returns_counted.rows)
        provide("legal", legal_counted.rows)
