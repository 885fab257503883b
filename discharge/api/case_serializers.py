"""Cases as the API answers with them; a protected identity shows nothing of who it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from discharge.models import Attachment, Case, LinkKind, WronglySent
from discharge.presenters.circumstances import CircumstancesWords, LineWords
from discharge.presenters.people.persons import PersonChange, person_change, person_history, person_on_page
from discharge.process import CERTAINTIES, MESSAGE_TYPES, TRACKS
from discharge.process.fields import Kind
from discharge.process.parts.planning import holds_planning
from discharge.process.sip.words import ANSWERS_OF_PEOPLE, PEOPLE, STANDINGS_OF_GOALS
from discharge.queries import Receiver, SeenMessage
from municipalities.door.serializers import Serializer
from municipalities.models import Unit
from municipalities.units.parties import CareType, Party

#: The kinds of fields that name units by id, perhaps the ward of somebody with a protected identity.
UNITS = frozenset({Kind.UNIT, Kind.PARTICIPANT, Kind.PARTIES})


class UnitName(Serializer):
    """The id is null, and the name says nothing, of the ward of somebody with a protected identity."""

    id = serializers.SerializerMethodField()
    name = serializers.CharField(source="full_name")

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_id(self, unit: Unit) -> str | None:
        return None if unit.is_veiled else str(unit.pk)


class LinkedNumber(Serializer):
    """Another number of the person; the numbers, who and why are empty for a protected identity.

    Who and why are empty too where it was said in another case than one that the unit that said it is in.
    """

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(LinkKind.choices())
    earlier = serializers.CharField(help_text="Av ett felskrivet nummer bara födelsetiden.")
    later = serializers.CharField()
    linked_at = serializers.DateTimeField()
    sentence = serializers.CharField()
    reason = serializers.CharField()
    undo_asked = serializers.CharField(help_text="När och varför någon har begärt att kopplingen hävs.")
    may_confirm = serializers.BooleanField()


class Person(Serializer):
    """The fields are empty, and `protected` is true, for a protected identity."""

    name = serializers.CharField()
    number = serializers.CharField()
    area = serializers.CharField()
    address = serializers.CharField()
    age = serializers.IntegerField(allow_null=True)
    protected = serializers.BooleanField()
    formerly = serializers.CharField(
        help_text="Namnet innan någon ändrade det i ärendet, de första veckorna."
    )
    links = LinkedNumber(many=True, help_text="I listor tom.")


class ChangedField(Serializer):
    field = serializers.CharField()
    before = serializers.CharField(help_text="Som ärendets parter känner till det.")
    now = serializers.CharField()


class PersonChangeSerializer(Serializer):
    """What has been registered of the person otherwise; `fields` are empty for a protected identity."""

    at = serializers.DateTimeField()
    unit = serializers.CharField()
    who = serializers.CharField(help_text="Den som ändrade; tomt när det var i ett annat ärende.")
    fields_changed = serializers.SerializerMethodField()

    @extend_schema_field(ChangedField(many=True))
    def get_fields_changed(self, change: PersonChange) -> list[dict[str, str]]:
        return [{"field": field, "before": before, "now": now} for field, before, now in change.lines]


class CaseSerializer(Serializer):
    """Where a case stands; all but the first rows follow from its messages.

    To a unit whose part has ended, as it was then; in a list, nothing but who it was about.
    """

    id = serializers.UUIDField()
    reference = serializers.CharField()
    person = serializers.SerializerMethodField()
    person_change = serializers.SerializerMethodField()
    person_changes = serializers.SerializerMethodField()
    care_type = serializers.ChoiceField(CareType.choices())
    kind = serializers.ChoiceField(Case.Kind.choices)
    ward = serializers.SerializerMethodField()
    payer = serializers.CharField(source="payer_id", allow_null=True, help_text="Betalande kommuns kod.")
    admitted_at = serializers.DateTimeField()
    expected_discharge = serializers.DateField(allow_null=True)
    certainty = serializers.ChoiceField(CERTAINTIES)
    track = serializers.ChoiceField(TRACKS, allow_blank=True)
    step = serializers.IntegerField()
    ready_at = serializers.DateTimeField(allow_null=True)
    discharged_at = serializers.DateTimeField(allow_null=True)
    mistaken_at = serializers.DateTimeField(
        allow_null=True, help_text="När avdelningen tog tillbaka ärendet som felsänt: det gällde fel person."
    )
    is_open = serializers.BooleanField()
    next_unit = UnitName(allow_null=True)
    next_type = serializers.CharField(allow_blank=True)
    next_deadline = serializers.DateTimeField(allow_null=True)
    liability_state = serializers.ChoiceField(Case.LiabilityState.choices)
    starts_on = serializers.DateField(allow_null=True)
    free_days_left = serializers.IntegerField(allow_null=True)

    @extend_schema_field(UnitName(allow_null=True))
    def get_ward(self, case: Case) -> dict[str, Any] | None:
        """Where somebody is cared for tells where a protected person is."""
        hidden = case.ward is None or case.ward.is_veiled
        return None if hidden else UnitName(case.ward).data

    @extend_schema_field(PersonChangeSerializer(allow_null=True))
    def get_person_change(self, case: Case) -> dict[str, Any] | None:
        """Null where the case knows the person as it was last registered; in lists always."""
        change = person_change(case, hidden=case.patient.protected_identity)
        return PersonChangeSerializer(change).data if change else None

    @extend_schema_field(PersonChangeSerializer(many=True))
    def get_person_changes(self, case: Case) -> list[dict[str, Any]]:
        """What has been changed in the case itself, newest first."""
        history = person_history(case, hidden=case.patient.protected_identity)
        return [PersonChangeSerializer(change).data for change in history]

    @extend_schema_field(Person)
    def get_person(self, case: Case) -> dict[str, Any]:
        return Person(person_on_page(case, self.context["today"], revealed=False)).data


class OwnPart(Serializer):
    """A case of the unit's list, with what waits for the unit itself."""

    case = CaseSerializer()
    to_acknowledge = serializers.IntegerField()
    entered_afterwards = serializers.IntegerField(
        help_text="Hur många av dem att kvittera som är inskrivna i efterhand."
    )
    to_answer = serializers.IntegerField()
    next_type = serializers.CharField(allow_blank=True)
    deadline = serializers.DateTimeField(allow_null=True)


class CasePage(Serializer):
    page = serializers.IntegerField()
    has_next = serializers.BooleanField()
    results = OwnPart(many=True)


class UndoneReceiptSerializer(Serializer):
    acknowledged_at = serializers.DateTimeField()
    undone_at = serializers.DateTimeField()


class RecipientSerializer(Serializer):
    """A receiver; one that is not `connected` is told on paper, and acknowledges nothing."""

    unit = UnitName()
    connected = serializers.BooleanField()
    acknowledged_at = serializers.SerializerMethodField()
    undone = UndoneReceiptSerializer(many=True, help_text="Kvittenser som har getts och ångrats.")

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_acknowledged_at(self, receiver: Receiver) -> Any:
        return receiver.acknowledged_at


class AttachmentSerializer(Serializer):
    """A file that was sent with a message; the field of the message holds its id."""

    id = serializers.UUIDField()
    name = serializers.SerializerMethodField(help_text="Tomt för skyddade personuppgifter.")
    media_type = serializers.CharField()
    size = serializers.IntegerField(help_text="Antal byte.")

    @extend_schema_field(serializers.CharField())
    def get_name(self, attachment: Attachment) -> str:
        return "" if self.context["protected"] else attachment.name


class OutsideSerializer(Serializer):
    """How a message was sent outside the system, before it was entered: to which units, and when.

    `told` leaves out the ward of somebody with a protected identity.
    """

    at = serializers.DateTimeField()
    channel = serializers.CharField()
    told = serializers.ListField(child=serializers.UUIDField())


class MessageSerializer(Serializer):
    """A message as it was sent; `values` has the fields of its type.

    `sent_at` is when it came into the system; `outside` says when it had been sent otherwise, by `sent_by`.
    """

    id = serializers.UUIDField(source="pk")
    sent_at = serializers.DateTimeField()
    sender = UnitName(source="sender_unit")
    entered_by = UnitName(
        allow_null=True, help_text="Enheten som har registrerat det åt en avsändare som inte är ansluten."
    )
    corrects = serializers.UUIDField(source="corrects_id", allow_null=True)
    outside = serializers.SerializerMethodField()
    sent_by = serializers.CharField(allow_blank=True)
    values = serializers.SerializerMethodField()
    recipients = RecipientSerializer(source="receivers", many=True)
    attachments = AttachmentSerializer(many=True)

    def get_fields(self) -> dict[str, serializers.Field]:
        """The types are those of the table as it is now."""
        types = [(message_type.name, message_type.title) for message_type in MESSAGE_TYPES.values()]
        return super().get_fields() | {"type": serializers.ChoiceField(types)}

    @extend_schema_field(OutsideSerializer(allow_null=True))
    def get_outside(self, message: SeenMessage) -> dict[str, Any] | None:
        if message.outside is None:
            return None
        veiled = {to.unit.pk for to in message.receivers if to.unit.is_veiled}
        return OutsideSerializer(replace(message.outside, told=message.outside.told - veiled)).data

    def get_values(self, message: SeenMessage) -> dict[str, Any]:
        # What was one text before there were lists is a list of one row.
        fields = MESSAGE_TYPES[message.type].fields
        lists = {
            f.name: message.said[f.name] for f in fields if f.kind is Kind.ROWS and f.name in message.said
        }
        values = {**message.facts, **message.content, **lists}
        if not self.context["protected"]:
            return values
        hides_units = not self.context.get("place_shown")
        personal = {f.name for f in fields if f.tells_who or (hides_units and f.kind in UNITS)}
        return {name: value for name, value in values.items() if name not in personal}


class WronglySentSerializer(Serializer):
    """A message that the unit never should have had; it leads to no case and no person."""

    id = serializers.UUIDField()
    sender = UnitName(source="from_unit")
    sent_at = serializers.DateTimeField()
    messages = serializers.IntegerField(help_text="Hur många meddelanden enheten fick.")
    taken_back_at = serializers.DateTimeField()
    recall_from = serializers.SerializerMethodField()
    reference = serializers.CharField(help_text="Ärendets nummer, där enheten själv återkallar ett papper.")

    @extend_schema_field(UnitName(allow_null=True))
    def get_recall_from(self, row: WronglySent) -> dict[str, Any] | None:
        """The unit that is not connected, which the paper went to; null of what the own unit was sent."""
        return UnitName(row.unit).data if row.recalled_by_id else None

    def get_fields(self) -> dict[str, serializers.Field]:
        """The types are those of the table as it is now."""
        types = [(message_type.name, message_type.title) for message_type in MESSAGE_TYPES.values()]
        return super().get_fields() | {"type": serializers.ChoiceField(types)}


class UnitContact(Serializer):
    """As the directory has it; nothing of the ward of somebody with a protected identity."""

    phone = serializers.CharField()
    opening_hours = serializers.CharField()
    weekend_contact = serializers.CharField()
    holiday_contact = serializers.CharField()
    stand_in = UnitName(allow_null=True)


class Lapse(Serializer):
    """What a unit was asked for and never did; `due` is null where no time was set."""

    due = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField()


class Participant(Serializer):
    unit = UnitName()
    contact = UnitContact(source="unit")
    party = serializers.ChoiceField(Party.choices())
    active = serializers.BooleanField()
    mistaken_at = serializers.DateTimeField(
        allow_null=True, help_text="När det togs tillbaka att enheten alls fick ärendet."
    )
    lapsed = serializers.DictField(
        child=Lapse(many=True), help_text="Vad enheten aldrig gjorde (uteblev), efter meddelandets typ."
    )


class Available(Serializer):
    """A message type that the unit sends; `refusals` says why not now."""

    type = serializers.CharField()
    verb = serializers.CharField()
    refusals = serializers.ListField(child=serializers.CharField())


class CircumstanceSerializer(Serializer):
    """What holds of one row of the patient's circumstances, who said it, and what stood before, newest first.

    `name` is that of the field in the messages that carry it.
    """

    name = serializers.CharField()
    title = serializers.CharField(source="label")
    said = serializers.CharField(
        source="now.value", help_text="”Gäller inte längre” när den senaste uppgiften är borttagen."
    )
    unit = serializers.CharField(source="now.unit")
    said_at = serializers.DateTimeField(source="now.at")
    before = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_before(self, line: LineWords) -> list[str]:
        return [said.value for said in line.before]


class GoalSerializer(Serializer):
    """A goal of the plan as it holds now, and how it stood when it was last followed up."""

    id = serializers.CharField()
    standing = serializers.ChoiceField(STANDINGS_OF_GOALS, allow_blank=True)


class PersonAskedSerializer(Serializer):
    """Who is no unit and is called to the meeting; his or her name stands in the call."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(PEOPLE)
    answer = serializers.ChoiceField(ANSWERS_OF_PEOPLE, allow_blank=True)
    noted_at = serializers.DateTimeField(allow_null=True)


class SipSerializer(Serializer):
    """The SIP as it holds now; a plan keeps the date of follow-up that it was sent with."""

    complex = serializers.BooleanField()
    meeting_at = serializers.DateTimeField(allow_null=True)
    meeting_ends_at = serializers.DateTimeField(allow_null=True)
    people = PersonAskedSerializer(many=True)
    version = serializers.IntegerField(help_text="0 utan plan.")
    follow_up_on = serializers.DateField(allow_null=True)
    goals = GoalSerializer(many=True)


class CaseFileSerializer(Serializer):
    case = CaseSerializer()
    parts = Participant(many=True)
    planning_holders = serializers.SerializerMethodField()
    messages = MessageSerializer(many=True)
    blocked = serializers.SerializerMethodField()
    blocked_elsewhere = serializers.SerializerMethodField()
    available = serializers.SerializerMethodField()
    sip = serializers.SerializerMethodField()

    @extend_schema_field(SipSerializer())
    def get_sip(self, file: Any) -> dict[str, Any]:
        """Of a call or a plan that the reader may not read, nothing but when."""
        state, sip, meeting = file.state, file.state.sip, file.state.sip.meeting
        sees_call = meeting is not None and file.as_corrected(meeting.latest) is not None
        sees_plan = sip.version is not None and file.as_corrected(sip.version.message) is not None
        noted = meeting.noted if meeting else {}
        people = [
            {
                "id": one.id,
                "kind": one.kind,
                "answer": noted[one.id].answer if one.id in noted else "",
                "noted_at": noted[one.id].at if one.id in noted else None,
            }
            for one in (meeting.people if sees_call else ())
        ]
        said = {
            "complex": state.complex,
            "meeting_at": meeting and meeting.starts_at,
            "meeting_ends_at": meeting and meeting.ends_at,
            "people": people,
            "version": len(sip.versions),
            "follow_up_on": sip.follow_up_on,
            "goals": [
                {"id": goal, "standing": sip.standing.get(goal, "")}
                for goal in (sip.goals if sees_plan else ())
            ],
        }
        return SipSerializer(said).data

    circumstances = serializers.SerializerMethodField()

    @extend_schema_field(UnitName(many=True))
    def get_planning_holders(self, file: Any) -> list[dict[str, Any]]:
        """Of each municipality the unit that holds its planning."""
        holding = [part for part in file.parts if part.active and holds_planning(file.state, part.unit_id)]
        return [UnitName(part.unit).data for part in holding]

    @extend_schema_field(UnitName(many=True))
    def get_blocked(self, file: Any) -> list[dict[str, Any]]:
        """The case's units whose information the patient has blocked for the reader."""
        return [UnitName(block.unit).data for block in file.blocks if block.is_closed and block.unit]

    @extend_schema_field(serializers.BooleanField())
    def get_blocked_elsewhere(self, file: Any) -> bool:
        """Whether a unit that has no part in the case has information that the patient has blocked."""
        return any(block.unit is None for block in file.blocks)

    @extend_schema_field(CircumstanceSerializer(many=True))
    def get_circumstances(self, file: Any) -> list[dict[str, Any]]:
        """As far as the unit may have it."""
        words: CircumstancesWords | None = self.context["circumstances"]
        lines = [line for group in words.groups for line in group.lines] if words else []
        return [CircumstanceSerializer(line).data for line in lines]

    @extend_schema_field(Available(many=True))
    def get_available(self, file: Any) -> list[dict[str, Any]]:
        return [
            {"type": message_type.name, "verb": message_type.verb, "refusals": refusals}
            for message_type, refusals in self.context["available"]
        ]
