from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "billing"

    def ready(self) -> None:
        from municipalities import grants

        grants.PUBLIC_TABLES |= {
            "billing_nightly_run": (grants.READ, "SELECT, INSERT, UPDATE"),
            "billing_nightly_task": (grants.READ, "SELECT, INSERT, UPDATE, DELETE"),
        }
