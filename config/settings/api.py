"""The REST interface, its schema and the devices' tokens."""

from datetime import timedelta

from config.settings.environment import TOKEN_DAYS, TRUSTED_PROXIES

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.DeviceTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["accounts.api.contract.rendering.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["accounts.api.contract.parsing.ReadableJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "accounts.api.contract.openapi.ContractSchema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "NUM_PROXIES": TRUSTED_PROXIES,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "URL_FORMAT_OVERRIDE": None,
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "accounts.api.contract.errors.ContractExceptionHandler",
    "EXCEPTION_FORMATTER_CLASS": "accounts.api.contract.errors.ContractExceptionFormatter",
    "ENABLE_IN_DEBUG_FOR_UNHANDLED_EXCEPTIONS": True,
    "ALLOWED_ERROR_STATUS_CODES": [
        "400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422", "428", "429", "500", "503",
    ],
}  # fmt: skip
SPECTACULAR_SETTINGS = {
    "TITLE": "Duban",
    "DESCRIPTION": "Supervision of the work that a district's annual Government Work Report promised.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "accounts.api.contract.enumerations.name_enumerations",
        "accounts.api.contract.bounds.say_what_is_refused",
        "config.api_glossary.explain",
        "config.api_examples.show",
        "accounts.api.contract.documentation.share_headers",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ErrorKindEnum": "accounts.api.contract.openapi.ErrorKind",
        "ChannelEnum": "accounts.choices.Channel",
        "RoleEnum": "accounts.choices.Role",
        "LanguageEnum": "accounts.choices.Language",
        "DepartmentKindEnum": "accounts.choices.DepartmentKind",
        "NotificationKindEnum": "accounts.choices.NotificationKind",
        "ExportKindEnum": "projects.choices.ExportKind",
        "ExportFormatEnum": "projects.choices.ExportFormat",
        "ExportStateEnum": "projects.choices.ExportState",
        "LevelEnum": "accounts.choices.Level",
        "WorkReportKindEnum": "indicators.choices.WorkReportKind",
        "SectionLevelEnum": "indicators.choices.SectionLevel",
        "MeasureEnum": "indicators.choices.Measure",
        "ComparisonEnum": "indicators.choices.Comparison",
        "DirectionEnum": "indicators.choices.Direction",
        "AggregationEnum": "indicators.choices.Aggregation",
        "FrequencyEnum": "indicators.choices.Frequency",
        "BaselineMatchEnum": "indicators.choices.BaselineMatch",
        "ModalityEnum": "indicators.choices.Modality",
        "ProgressReportStateEnum": "projects.choices.ProgressReportState",
        "ExtensionStateEnum": "projects.choices.ExtensionState",
        "InstructionStateEnum": "projects.choices.InstructionState",
        "ReplyStateEnum": "projects.choices.ReplyState",
        "ReadingStateEnum": "indicators.choices.ReadingState",
        "PaceEnum": "indicators.api.judgements.PACE_CHOICES",
        "AttainmentEnum": "indicators.api.judgements.ATTAINMENT_CHOICES",
        "NatureEnum": "projects.choices.Nature",
        "CategoryEnum": "projects.choices.Category",
        "ActionEnum": "projects.choices.Action",
        "StageEnum": "projects.choices.Stage",
        "RagEnum": "projects.choices.Rag",
        "MilestoneOriginEnum": "projects.choices.MilestoneOrigin",
        "DutySubjectEnum": "projects.api.todo.SUBJECT_KINDS",
        "DutyKindEnum": "projects.choices.ReminderSubject",
    },
}
KNOX_TOKEN_MODEL = "accounts.Device"  # noqa: S105  (a model, not a secret)
REST_KNOX = {
    "TOKEN_TTL": timedelta(days=TOKEN_DAYS),
    "AUTO_REFRESH": True,
    "AUTO_REFRESH_MAX_TTL": timedelta(days=30),
    "MIN_REFRESH_INTERVAL": 3600,
    "AUTH_HEADER_PREFIX": "Bearer",
}
