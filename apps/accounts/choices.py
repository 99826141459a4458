from django.db import models


class Role(models.TextChoices):
    """What a person may be, always for one organization and one period."""

    OFFICE = "office", "党建办工作人员"
    SECRETARY = "secretary", "党支部书记"
    INSPECTOR = "inspector", "督导员"
    LEADER = "leader", "联系领导"
    AUDITOR = "auditor", "安全审计员"
    ADMINISTRATOR = "administrator", "系统管理员"
    SECURITY_OFFICER = "security_officer", "安全保密管理员"


BUSINESS_ROLES = (Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER)

#: 三员分立: each of the three excludes the others and every business role for one person.
SEPARATED_ROLES = (Role.AUDITOR, Role.ADMINISTRATOR, Role.SECURITY_OFFICER)
