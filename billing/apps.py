from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "billing"

    def ready(self) -> None:
        from billing.actions import show_liability
        from discharge import hooks
        from municipalities import grants

        hooks.after_change.append(show_liability)
        grants.PUBLIC_TABLES |= {
            "billing_nightly_run": (grants.READ, "SELECT, INSERT, UPDATE"),
            "billing_nightly_task": (grants.READ, "SELECT, INSERT, UPDATE, DELETE"),
        }
