"""The night's job as rows, which pages and commands read: which date, what progress, what outcome.

Holds nothing about a patient: counts, municipality codes and kinds of errors.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from municipalities.ids import new_id

#: Where a task without bounds begins and ends.
FIRST_ID, LAST_ID = UUID(int=0), UUID(int=2**128 - 1)


class NightlyRun(models.Model):
    """One night's computation: care days before `date` are complete.

    A night that was missed has a row too, covered by the later run that caught it up: liability is
    counted from the facts anew each time, so the newest run says all that the missed one would have.
    """

    class State(models.TextChoices):
        RUNNING = "running", "Pågår"
        DONE = "done", "Klar"
        FAILED = "failed", "Klar, med fel"
        CAUGHT_UP = "caught_up", "Täckt av en senare natt"

    class Origin(models.TextChoices):
        SCHEDULE = "schedule", "Enligt schema"
        PAGE = "page", "Från sidan"
        COMMAND = "command", "Från kommandoraden"

    class Scope(models.TextChoices):
        DUE = "due", "Öppna och ändrade ärenden"
        EVERY = "every", "Också de avslutade där något har ändrats"
        FORCED = "forced", "Alla ärenden, vad som än har ändrats"

    date = models.DateField(primary_key=True)
    state = models.CharField(max_length=10, choices=State)
    origin = models.CharField(max_length=10, choices=Origin)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    caught_up_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="caught_up")
    scope = models.CharField(max_length=6, choices=Scope, default=Scope.DUE, db_default=Scope.DUE.value)
    #: Closed cases that a night of every case has passed by.
    cases_unchanged = models.PositiveIntegerField("ärenden utan ändring", default=0, db_default=0)
    #: What `nightly --verify` found, where it has looked at this night's outcomes: cases, and payers' months
    #: whose sums are not what their lines come to.
    cases_differing = models.PositiveIntegerField("ärenden som kontrollen kom till annat om", null=True)

    class Meta:
        db_table = "billing_nightly_run"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="running", finished_at__isnull=True)
                | (~Q(state="running") & Q(finished_at__isnull=False)),
                name="nightly_run_is_finished_or_running",
            ),
            models.CheckConstraint(
                condition=Q(state="caught_up", caught_up_by__isnull=False)
                | (~Q(state="caught_up") & Q(caught_up_by__isnull=True)),
                name="missed_night_says_what_covers_it",
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="running"), name="one_nightly_run_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return str(self.date)


class NightlyTask(models.Model):
    """Some of one municipality's cases in a run (code empty: cases that no municipality pays for).

    A large municipality has several, by id: those from `first` to before `before`.
    `claim` is the ticket of the worker that has it. Every batch is written under the ticket, so a
    worker whose task was taken over can't write any more.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Väntar"
        RUNNING = "running", "Pågår"
        DONE = "done", "Klar"
        FAILED = "failed", "Misslyckades"
        DROPPED = "dropped", "Avbruten"

    UNFINISHED = (State.WAITING, State.RUNNING)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(NightlyRun, models.CASCADE, related_name="tasks", db_index=False)
    payer = models.CharField(max_length=4, blank=True)
    first = models.UUIDField(default=FIRST_ID)
    before = models.UUIDField(default=LAST_ID)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    claim = models.UUIDField(null=True)
    claimed_by = models.CharField(max_length=120, blank=True)
    claimed_at = models.DateTimeField("senaste livstecken", null=True)
    cases_total = models.PositiveIntegerField(default=0)
    cases_done = models.PositiveIntegerField(default=0)
    cases_failed = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "billing_nightly_task"
        constraints = [
            models.UniqueConstraint(fields=["run", "payer", "first"], name="one_task_per_run_and_part")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.payer}"
