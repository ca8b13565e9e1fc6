"""Rows about people and departments, and the short references that other apps embed."""

from rest_framework import serializers

from accounts.api.contract.rows import ClockField, CodeField, IdField, LabelField, RowSerializer
from accounts.choices import Channel, DepartmentKind, Language, Level, NotificationKind, Role


class RegionReference(RowSerializer):
    """A region in short."""

    id = IdField()
    code = serializers.CharField()
    name = serializers.CharField()


class DepartmentReference(RowSerializer):
    """A department in short."""

    id = IdField()
    code = serializers.CharField()
    name = serializers.CharField()


class PersonReference(RowSerializer):
    """A person in short."""

    id = IdField()
    name = serializers.CharField()


class PostReference(RowSerializer):
    """A post and who holds it now; the duty stays with the post."""

    id = IdField()
    title = serializers.CharField()
    department = DepartmentReference(allow_null=True, help_text="Null for the district's leadership.")
    holder = PersonReference(allow_null=True)
    held_since = serializers.DateField(allow_null=True)


class DepartmentRow(RowSerializer):
    """A department of the region."""

    id = IdField()
    code = serializers.CharField()
    name = serializers.CharField()
    kind = CodeField(DepartmentKind)
    kind_label = LabelField(DepartmentKind)
    parent = DepartmentReference(allow_null=True)
    position = serializers.IntegerField()
    is_illustrative = serializers.BooleanField(help_text="An example of the data set, not an official list.")
    is_named_in_report = serializers.BooleanField()
    needs_confirmation = serializers.BooleanField(help_text="The head confirms a monthly report before review.")
    is_active = serializers.BooleanField()
    version = serializers.IntegerField()


class PersonRow(RowSerializer):
    """A person of the region."""

    attached = ("title",)

    id = IdField()
    name = serializers.CharField()
    title = serializers.CharField(allow_blank=True, help_text="Titles of the posts held; empty if none.")
    department = DepartmentReference(allow_null=True)


class AccountRow(RowSerializer):
    """One's own account."""

    id = IdField()
    username = serializers.CharField()
    name = serializers.CharField()
    role = CodeField(Role)
    role_label = LabelField(Role)
    region = RegionReference(allow_null=True)
    department = DepartmentReference(allow_null=True)
    email = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    language = CodeField(Language)
    language_label = LabelField(Language)
    is_demonstration = serializers.BooleanField()
    version = serializers.IntegerField()


class MatterRow(RowSerializer):
    """One matter of a message that tells of several."""

    text = serializers.CharField()
    path = serializers.CharField(allow_blank=True, help_text="Deep link below the site's address.")


class NotificationRow(RowSerializer):
    """A message to the reader."""

    id = IdField()
    kind = CodeField(NotificationKind)
    kind_label = LabelField(NotificationKind)
    level = CodeField(Level)
    level_label = LabelField(Level)
    title = serializers.CharField()
    body = serializers.CharField()
    items = MatterRow(many=True, help_text="Text and link of each matter, where a message tells of several.")
    path = serializers.CharField(allow_blank=True, help_text="Deep link below the site's address.")
    subject_kind = serializers.CharField(allow_blank=True)
    subject_id = IdField(allow_null=True)
    occasion_on = serializers.DateField()
    read_at = serializers.DateTimeField(allow_null=True)
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    postponed_until = serializers.DateField(allow_null=True)
    created_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class PreferenceRow(RowSerializer):
    """How one wants to be reached."""

    muted_channels = serializers.ListField(child=CodeField(Channel))
    quiet_from = ClockField(allow_null=True, help_text="By the clock of time_zone.")
    quiet_until = ClockField(allow_null=True, help_text="Before quiet_from: quiet over midnight.")
    time_zone = serializers.CharField(help_text="A name of the IANA zone database.")
    version = serializers.IntegerField()
