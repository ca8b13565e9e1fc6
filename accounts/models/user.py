"""Accounts: one person, one role, one department or region."""

from typing import Any

import pghistory
import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.change_log import NOBODY, change_triggers
from accounts.choices import ADMINISTRATOR_ROLES, DEPARTMENT_ROLES, REGION_ROLES, Language, Reach, Role
from accounts.models.base import VersionedModel
from accounts.models.department import Department, Region

ADMINISTRATORS = ", ".join(f"'{role}'" for role in ADMINISTRATOR_ROLES)
# Who is in the directory is seen by the region; others' names may stand beside what they did.
DIRECTORY_AUDIENCE = f"""
    SELECT item.id, item.region_id,
        CASE WHEN item.is_active AND item.role NOT IN ({ADMINISTRATORS}) THEN {Reach.REGION} ELSE {Reach.NAMED} END,
        {NOBODY}, NULL::bigint
    FROM {{rows}} item
"""  # noqa: S608  (our own words)
DIRECTORY_ENTRY = ("name", "department_id", "region_id", "role", "is_active")
DIRECTORY_ENTRY_CHANGED = " OR ".join(f"was.{column} IS DISTINCT FROM becomes.{column}" for column in DIRECTORY_ENTRY)


def last_security_administrator_trigger() -> pgtrigger.Trigger:
    """Whatever the program does, somebody is left who can make accounts; of two who go at once the second stays."""
    return pgtrigger.Trigger(
        name="keep_a_security_admin",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func="""
            IF OLD.role <> 'security_admin' OR NOT OLD.is_active THEN
                RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
            END IF;
            IF TG_OP = 'UPDATE' AND NEW.role = 'security_admin' AND NEW.is_active THEN
                RETURN NEW;
            END IF;
            PERFORM pg_advisory_xact_lock(hashtext('accounts.last_security_admin'));
            IF NOT EXISTS (
                SELECT FROM accounts_user WHERE role = 'security_admin' AND is_active AND id <> OLD.id
            ) THEN
                RAISE EXCEPTION 'the last active security administrator' USING ERRCODE = 'check_violation';
            END IF;
            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
        """,
    )


class UserManager(BaseUserManager["User"]):
    """Makes accounts with hashed passwords."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account; without a password nobody can log in to it."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Create the first security administrator (``manage.py createsuperuser``).

        No account may do everything (三员分立); this one can only make the other accounts.
        """
        return self.create_user(username, password, role=Role.SECURITY_ADMIN, **fields)


@pghistory.track(exclude=["password", "last_login"])
class User(VersionedModel, AbstractBaseUser):  # type: ignore[django-manager-missing]  # knox names its manager at run time
    """A person's account. What it may do follows from ``role`` alone (DOMAIN §6)."""

    username = models.CharField(
        _("user name"),
        max_length=64,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("A user with that name exists already.")},
    )
    name = models.CharField(_("name"), max_length=60)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("region")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("department")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("mobile phone"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=Language, default=Language.ZH_HANS)
    is_active = models.BooleanField(_("active"), default=True)
    must_change_password = models.BooleanField(
        _("must choose a new password"),
        default=False,
        editable=False,
        help_text=_("The present one was given by an administrator; it opens nothing but the page that replaces it."),
    )
    password_attempts_forgiven_at = models.DateTimeField(_("log-in lock lifted at"), null=True, editable=False)
    is_demonstration = models.BooleanField(_("demonstration account"), default=False, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta(VersionedModel.Meta):
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]
        triggers = [
            *VersionedModel.Meta.triggers,
            last_security_administrator_trigger(),
            *change_triggers("people", DIRECTORY_AUDIENCE, changed=DIRECTORY_ENTRY_CHANGED),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(role__in=ADMINISTRATOR_ROLES) | Q(department=None),
                name="administrator_has_no_department",
                violation_error_message=_("An administrator is of no department; leave it empty."),
            ),
            models.CheckConstraint(
                condition=~Q(role__in=DEPARTMENT_ROLES) | Q(department__isnull=False, region__isnull=False),
                name="department_role_has_department",
                violation_error_message=_("A reporter or department head needs a department and a region."),
            ),
            models.CheckConstraint(
                condition=~Q(role__in=REGION_ROLES) | Q(region__isnull=False),
                name="region_role_has_region",
                violation_error_message=_("A supervisor or leader needs a region."),
            ),
        ]
        indexes = [models.Index(fields=["department", "role"], name="user_department_role")]

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def is_staff(self) -> bool:
        """Every active account may open the console; what it sees there follows from its role."""
        return self.is_active

    @property
    def is_superuser(self) -> bool:
        """No account is above the rules."""
        return False

    def get_session_auth_hash(self) -> str:
        """What a session was opened with; it ends on the next request after another password or another role."""
        opened_with = f"{self.role} {self.password}"
        return salted_hmac("accounts.User.get_session_auth_hash", opened_with, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        """Name for greetings and bylines."""
        return self.name

    def get_short_name(self) -> str:
        """Name for the console's user menu."""
        return self.name

    def has_perm(self, permission: str, obj: object = None) -> bool:  # noqa: ARG002  (Django's interface)
        """Model permissions are decided per role in each app's console, never by Django's groups."""
        return False

    def has_module_perms(self, app_label: str) -> bool:  # noqa: ARG002  (Django's interface)
        """See :meth:`has_perm`."""
        return False
