"""The site's own job: saying that there is a worker."""

from celery import shared_task

from vardovergang.web.health import worker_is_here


@shared_task(name="vardovergang.heartbeat", expires=30)
def heartbeat() -> None:
    worker_is_here()
