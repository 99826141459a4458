"""Values and labels of facilities (阵地), posts, and people around an organization."""

from django.db import models


class FacilityKind(models.TextChoices):
    SERVICE_CENTRE = "service_centre", "党群服务中心"
    ACTIVITY_ROOM = "activity_room", "党员活动室"
    ACTIVITY_PLACE = "activity_place", "村级组织活动场所"
    SERVICE_STATION = "service_station", "党群服务站"
    THREE_IN_ONE = "three_in_one", "三合一服务站"
    RED_POST_HOUSE = "red_post_house", "红色驿站"
    TOURIST_POST_HOUSE = "tourist_post_house", "党群旅游驿站"
    STUDIO = "studio", "党员工作室"
    EDUCATION_BASE = "education_base", "教育基地"
    OTHER = "other", "其他阵地"


class FacilityLevel(models.TextChoices):
    CITY = "city", "市级"
    DISTRICT = "district", "县区级"
    TOWNSHIP = "township", "乡镇街道级"
    COMMUNITY = "community", "村社区级"
    UNIT = "unit", "单位内"


class Obtained(models.TextChoices):
    NEW = "new", "新建"
    REBUILT = "rebuilt", "改建"
    EXTENDED = "extended", "扩建"
    MERGED = "merged", "整合"
    BORROWED = "borrowed", "租用借用"


class RoomKind(models.TextChoices):
    SERVICE_HALL = "service_hall", "一站式服务大厅"
    MEETING = "meeting", "会议室"
    ACTIVITY = "activity", "党群活动室"
    OFFICE = "office", "办公室"
    STUDIO = "studio", "党员（代表）工作室"
    DISPLAY = "display", "党建展示室"
    CONVENIENCE = "convenience", "便民服务室"
    LIBRARY = "library", "图书阅览室"
    MEDIATION = "mediation", "调解议事室"
    CHILDREN = "children", "儿童之家"
    ELDERLY = "elderly", "日间照料室"


class PostKind(models.TextChoices):
    DEMONSTRATION = "demonstration", "党员示范（先锋）岗"
    RESPONSIBILITY = "responsibility", "党员责任区"
    WINDOW = "window", "党员服务窗口"
    TASK_FORCE = "task_force", "党员突击队"
    COMPOUND = "compound", "党员示范楼院"
    HOUSEHOLD = "household", "党员示范（经营）户"
    VOLUNTEER = "volunteer", "党员志愿服务队"


class AroundRole(models.TextChoices):
    RESPONSIBLE_SECRETARY = "resp_secretary", "责任书记"
    DIRECT_RESPONSIBLE = "direct", "直接责任人"
    FIRST_SECRETARY = "first_secretary", "第一书记"
    INSTRUCTOR = "instructor", "党建指导员"
    ASSISTANCE_TEAM = "assistance_team", "帮扶工作组"
    LINKED_LEADER = "linked_leader", "联系领导"
    RESPONSIBLE = "responsible", "责任人"
    OPERATOR = "operator", "专人（党务工作者）"
    LEADING_GROUP = "leading_group", "领导小组"
    TASK_FORCE = "task_force", "工作专班"
    CO_ORGANIZER = "co_organizer", "协同部门"
    MEMBER = "member", "成员"


#: Roles that are bodies with members, told one by one.
GROUP_ROLES = (AroundRole.LEADING_GROUP, AroundRole.TASK_FORCE, AroundRole.ASSISTANCE_TEAM)
