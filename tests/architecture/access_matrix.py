"""Who may reach which address. One row for each; a new address without a row fails the suite."""

from dataclasses import dataclass

from .world import OFFICES, PERSONS

SITE = frozenset({*OFFICES, "secretary", "inspector", "leader"})
EVERYBODY = frozenset(PERSONS)
#: Who sees the inside object of each kind. A kind without an entry is seen by whoever may open the page.
REACH: dict[str, frozenset[str]] = {
    # The campaign is the city's: what the city's office issues is handled there alone.
    "notice": frozenset({"city"}),
    "objection": frozenset({"city"}),
    # And so is what its office writes.
    "draft": frozenset({"city"}),
    # Its announcements reach the secretaries, and the offices between follow those below them.
    "announcement": frozenset({*OFFICES, "secretary"}),
    "announcement_draft": frozenset({"city"}),
}
#: Kinds of objects that do not belong to a part of the tree.
EVERYWHERE = frozenset(
    {
        "version",
        "criterion",
        "metric",
        "new_metric",
        "event_kind",
        "section",
        "account",
        "ledger",
        "membership",
        "token",
        "node",
        "piece",
        "task_kind",
        "report_kind",
        "report_period",
        "money_kind",
        "admonition_verb",
        "plan_verb",
        "acceptance_verb",
        "pairing_verb",
        "channel_kind",
        "feed_token",
        "reminder_rule",
        "plan_act",
        "layout_kind",
    }
)


@dataclass(frozen=True)
class Row:
    """An address.

    Args:
        methods: those that it answers.
        who: the persons whose roles open it.
        public: whether it opens without signing in.
        args: kinds of the objects in the address, by the name of its parameter.
        reach: whose business the inside object is, when fewer than ``who``.
        shared: whether another part's object opens as well.
    """

    methods: tuple[str, ...]
    who: frozenset[str]
    public: bool = False
    args: tuple[tuple[str, str], ...] = ()
    reach: frozenset[str] | None = None
    shared: bool = False

    @property
    def sees(self) -> frozenset[str]:
        """The persons who reach the inside object."""
        found = self.who if self.reach is None else self.who & self.reach
        for _, kind in self.args:
            found &= REACH.get(kind, found)
        return found

    @property
    def is_scoped(self) -> bool:
        return not self.shared and any(kind not in EVERYWHERE for _, kind in self.args)


READ, WRITE, FORM = ("GET",), ("POST",), ("GET", "POST")


def rows(*who: str, methods: tuple[str, ...] = READ, **more):
    """Rows of addresses that the same persons open: ``name`` or ``name parameter=kind …``."""

    def of(*lines: str) -> dict[str, Row]:
        made = {}
        for line in lines:
            name, *parameters = line.split()
            args = tuple((key, kind) for key, _, kind in (text.partition("=") for text in parameters))
            made[name] = Row(methods, frozenset(who), args=args, **more)
        return made

    return of


ROWS: dict[str, Row] = {
    # --- portal, core, reminders -----------------------------------------------------------------------------------
    **rows(*EVERYBODY)("portal:home", "portal:search", "portal:help", "portal:account", "accounts:me"),
    **rows(*EVERYBODY, public=True)("portal:health"),
    **rows("auditor")("portal:audit"),
    **rows("administrator")("portal:styleguide"),
    **rows(*SITE)("core:file pk=photo", "core:thumb pk=picture", "core:pdf pk=picture", "core:preview pk=photo"),
    **rows(*EVERYBODY, methods=FORM)("core:uploads"),
    **rows(*EVERYBODY)("core:upload pk=upload"),
    **rows(*EVERYBODY, methods=WRITE)("core:chunk pk=upload number=piece", "core:upload_cancel pk=upload"),
    **rows(*EVERYBODY)("reminders:inbox", "reminders:count"),
    **rows(*EVERYBODY, methods=FORM)("reminders:settings"),
    **rows(*EVERYBODY, methods=WRITE)("reminders:open_feed", "reminders:close_feed"),
    **rows(*EVERYBODY, public=True)("reminders:feed token=feed_token"),
    **rows(*OFFICES)("reminders:channels", "reminders:jobs"),
    **rows(*OFFICES, methods=FORM)("reminders:add_channel kind=channel_kind", "reminders:channel pk=channel"),
    **rows(*OFFICES, methods=WRITE)(
        "reminders:try_channel pk=channel", "reminders:switch_channel pk=channel", "reminders:resend pk=delivery"
    ),
    **rows(*OFFICES, "administrator", methods=FORM)("reminders:working_days", "reminders:working_days_import"),
    **rows(*OFFICES, "administrator", methods=WRITE)("reminders:working_days_remove"),
    **rows(*EVERYBODY, methods=WRITE)("reminders:read_all", "reminders:open pk=line"),
    # --- accounts and roles ----------------------------------------------------------------------------------------
    **rows("administrator")("accounts:list"),
    **rows("administrator", methods=FORM)("accounts:create", "accounts:edit pk=account"),
    **rows("administrator", methods=WRITE)(
        "accounts:enable pk=account", "accounts:disable pk=account", "accounts:reset_password pk=account"
    ),
    **rows("security_officer")("accounts:roles", "accounts:role_organizations"),
    **rows("security_officer", methods=FORM)("accounts:grant_role", "accounts:end_role pk=membership"),
    # --- organizations ---------------------------------------------------------------------------------------------
    **rows(*OFFICES)("organizations:list", "organizations:export", "organizations:import_template"),
    **rows(*OFFICES)("organizations:completeness", "organizations:export_completeness", "organizations:fact_workbook"),
    **rows(*OFFICES, methods=WRITE)("organizations:remind_facts"),
    **rows(*OFFICES, methods=FORM)("organizations:import_facts", "organizations:confirm_facts pk=fact_workbook"),
    **rows(*OFFICES)("organizations:fact_import pk=fact_job"),
    **rows(*SITE)("organizations:metrics", "organizations:export_metrics"),
    **rows(*SITE)("organizations:event_kinds"),
    **rows(*OFFICES, methods=FORM)(
        "organizations:add_metric",
        "organizations:edit_metric code=new_metric",
        "organizations:add_event_kind",
        "organizations:edit_event_kind code=event_kind",
    ),
    **rows(*OFFICES, methods=WRITE)(
        "organizations:remove_metric code=new_metric", "organizations:remove_event_kind code=event_kind"
    ),
    **rows("secretary")("organizations:mine"),
    **rows(*OFFICES, methods=FORM)("organizations:import", "organizations:import_confirm pk=workbook"),
    **rows(*SITE)(
        "organizations:detail pk=organization",
        "organizations:fact_history pk=organization code=metric",
        "organizations:records pk=organization",
        "organizations:export_records pk=organization",
    ),
    **rows(*OFFICES, "secretary", methods=FORM)(
        "organizations:edit pk=organization", "organizations:facts pk=organization"
    ),
    **rows(*OFFICES, "secretary", methods=WRITE)("organizations:correct_fact pk=organization code=metric"),
    **rows("city", "district", methods=FORM)("organizations:references pk=region"),
    **rows(*OFFICES, "secretary", "leader", methods=FORM)("organizations:add_record pk=organization"),
    **rows(*OFFICES, "secretary", "leader", methods=WRITE)("organizations:cancel_record pk=record"),
    **rows(*SITE)(
        "organizations:record pk=record",
        "organizations:plan pk=organization",
        "organizations:ledgers pk=organization",
        "organizations:ledger pk=organization code=ledger",
        "organizations:ledger_export pk=organization code=ledger",
        "organizations:events pk=organization",
        "organizations:export_events pk=organization",
    ),
    **rows(*OFFICES)(
        "organizations:ledger_summary pk=organization code=ledger",
        "organizations:ledger_summary_export pk=organization code=ledger",
    ),
    **rows(*OFFICES, "secretary")("organizations:record_template"),
    **rows(*OFFICES, "secretary", methods=FORM)(
        "organizations:hold_record pk=plan_record",
        "organizations:edit_record pk=plan_record",
        "organizations:settle_record pk=commitment",
        "organizations:make_plan pk=organization",
        "organizations:add_plan pk=organization",
        "organizations:import_records pk=organization",
        "organizations:confirm_records pk=organization use=record_workbook",
        "organizations:add_event pk=organization",
    ),
    **rows(*OFFICES, "secretary", methods=WRITE)(
        "organizations:file_record pk=plan_record",
        "organizations:file_plan pk=organization",
        "organizations:cancel_event pk=event",
    ),
    **rows(*SITE)(
        "organizations:units pk=organization",
        "organizations:export_units pk=organization",
        "organizations:print_units pk=organization",
        "organizations:gaps pk=organization",
        "organizations:export_gaps pk=organization",
        "organizations:unit pk=unit",
    ),
    **rows(*SITE)(
        "organizations:history pk=organization",
        "organizations:facilities pk=organization",
        "organizations:export_facilities pk=organization",
        "organizations:print_facilities pk=organization",
    ),
    **rows(*OFFICES, "secretary", methods=FORM)(
        "organizations:add_facility pk=organization",
        "organizations:import_facilities pk=organization",
        "organizations:confirm_facilities pk=organization use=facility_workbook",
        "organizations:posts pk=organization",
        "organizations:add_person_around pk=organization",
        "organizations:edit_facility pk=facility",
    ),
    **rows(*OFFICES, "inspector")("applications:lookalikes pk=application", "inspections:lookalikes pk=visit"),
    **rows(*OFFICES, "secretary")("organizations:library pk=organization", "organizations:material pk=material"),
    **rows(*OFFICES, "secretary", methods=WRITE)(
        "organizations:add_material pk=organization",
        "organizations:edit_material pk=material",
        "organizations:replace_material pk=material",
        "organizations:bin_material pk=material",
        "organizations:restore_material pk=material",
        "organizations:material_position pk=material",
    ),
    **rows(*OFFICES, "secretary", methods=WRITE)(
        "organizations:close_facility pk=facility", "organizations:end_person_around pk=person_around"
    ),
    **rows(*OFFICES)("organizations:due", "organizations:export_due"),
    **rows(*OFFICES, methods=FORM)(
        "organizations:found pk=organization",
        "organizations:rename pk=organization",
        "organizations:reclassify pk=organization",
        "organizations:move pk=organization",
        "organizations:merge pk=organization",
        "organizations:split pk=organization",
        "organizations:close pk=organization",
        "organizations:rate pk=organization",
    ),
    **rows(*OFFICES, "secretary", methods=FORM)("organizations:add_member pk=organization"),
    **rows(*OFFICES, "secretary", methods=WRITE)("organizations:end_member pk=joint_member"),
    **rows(*OFFICES, "secretary")("organizations:unit_template", "organizations:facility_template"),
    **rows(*OFFICES, "secretary", methods=FORM)(
        "organizations:add_unit pk=organization",
        "organizations:import_units pk=organization",
        "organizations:confirm_units pk=organization use=unit_workbook",
        "organizations:edit_unit pk=unit",
    ),
    **rows(*OFFICES, "secretary", methods=WRITE)(
        "organizations:verify_unit pk=unit", "organizations:remove_unit pk=unit"
    ),
    # --- standards -------------------------------------------------------------------------------------------------
    **rows(*SITE)(
        "standards:list",
        "standards:themes",
        "standards:detail pk=version",
        "standards:export pk=version",
        "standards:yaml pk=version",
        "standards:compare pk=version",
    ),
    **rows(*OFFICES, methods=FORM)(
        "standards:new",
        "standards:request_entry",
        "standards:import",
        "standards:import_confirm",
        "standards:copy pk=version",
        "standards:adapt pk=version",
        "standards:follow pk=version",
        "standards:node pk=draft code=node",
        "standards:settings pk=draft",
        "standards:preview pk=draft",
        "standards:asks pk=draft",
        "standards:publish pk=draft",
    ),
    **rows(*OFFICES)("standards:edit pk=draft", "standards:problems pk=draft", "standards:import_example"),
    **rows(*OFFICES, methods=WRITE)(
        "standards:revise pk=version",
        "standards:retire pk=version",
        "standards:add_node pk=draft",
        "standards:move_node pk=draft",
        "standards:remove_node pk=draft",
        "standards:undo pk=draft",
        "standards:withdraw pk=draft",
        "standards:decide_ask pk=draft ask=ask",
        "standards:discard pk=draft",
    ),
    **rows(*OFFICES)("standards:census", "standards:census_export"),
    # --- campaigns -------------------------------------------------------------------------------------------------
    **rows(*SITE)("campaigns:list", "campaigns:detail pk=campaign"),
    **rows(*SITE)(
        "campaigns:programmes",
        "campaigns:programme pk=programme",
        "campaigns:board pk=programme",
        "campaigns:work_lines pk=campaign",
        "campaigns:work_line pk=campaign line=line_of_work",
    ),
    **rows(*OFFICES, methods=FORM)(
        "campaigns:new_programme",
        "campaigns:edit_programme pk=programme",
        "campaigns:board_targets pk=programme",
        "campaigns:board_import pk=programme",
        "campaigns:plan_organization pk=programme organization=organization",
        "campaigns:add_line pk=campaign",
        "campaigns:edit_line pk=campaign line=line_of_work",
    ),
    **rows(*OFFICES, methods=WRITE)(
        "campaigns:hang pk=programme",
        "campaigns:board_confirm pk=programme",
        "campaigns:planned_confirm pk=planned",
        "campaigns:planned_decline pk=planned",
        "campaigns:take_from_plan pk=campaign",
        "campaigns:take_out pk=programme campaign=campaign",
        "campaigns:report_line pk=campaign line=line_of_work",
        "campaigns:remove_line pk=campaign line=line_of_work",
    ),
    **rows(*OFFICES)(
        "campaigns:reminders pk=campaign",
        "campaigns:reminders_coming pk=campaign",
        "campaigns:reminders_said pk=campaign",
        "campaigns:survey pk=campaign",
        "campaigns:survey_progress pk=campaign",
        "campaigns:survey_export pk=campaign",
        "campaigns:board_export pk=programme",
    ),
    **rows(*OFFICES, methods=FORM)("campaigns:propose pk=campaign organization=organization"),
    **rows(*OFFICES, methods=FORM)("campaigns:reminders_owed pk=campaign"),
    **rows(*OFFICES, methods=FORM, reach=frozenset({"city"}))("campaigns:reminder_rule pk=campaign rule=reminder_rule"),
    **rows(*OFFICES, methods=WRITE)("campaigns:pause_rule pk=campaign rule=reminder_rule"),
    **rows(*OFFICES, methods=WRITE)(
        "campaigns:survey_start pk=campaign",
        "campaigns:survey_cancel pk=campaign",
        "campaigns:candidate_confirm pk=candidate",
        "campaigns:candidate_decline pk=candidate",
    ),
    **rows(*OFFICES, "secretary")("campaigns:announcements pk=campaign", "campaigns:announcement pk=announcement"),
    **rows(*OFFICES, "secretary", methods=WRITE)(
        "campaigns:announcement_opened pk=announcement",
        "campaigns:reply_announcement pk=announcement",
    ),
    **rows(*OFFICES, methods=FORM)(
        "campaigns:new_announcement pk=campaign",
        "campaigns:edit_announcement pk=announcement_draft",
        "campaigns:postpone_announcement pk=announcement",
    ),
    **rows(*OFFICES, methods=WRITE)(
        "campaigns:attach_announcement pk=announcement_draft",
        "campaigns:detach_announcement pk=announcement_draft use=announced",
        "campaigns:choose_organization pk=announcement_draft organization=organization",
        "campaigns:issue_announcement pk=announcement_draft",
        "campaigns:withdraw_announcement pk=announcement",
        "campaigns:remove_announcement pk=announcement_draft",
        "campaigns:receipts_urge pk=announcement",
        "campaigns:acknowledge_line pk=campaign line=line_of_work",
    ),
    **rows(*OFFICES)("campaigns:receipts pk=announcement", "campaigns:receipts_export pk=announcement"),
    **rows(*OFFICES)("campaigns:export", "campaigns:eligible pk=campaign"),
    **rows(*OFFICES, methods=FORM)("campaigns:new", "campaigns:setup pk=campaign", "campaigns:extend pk=campaign"),
    **rows(*OFFICES, methods=WRITE)(
        "campaigns:attach pk=campaign",
        "campaigns:remove_document pk=campaign use=plan",
        "campaigns:open pk=campaign",
        "campaigns:postpone pk=campaign",
        "campaigns:suspend pk=campaign",
        "campaigns:resume pk=campaign",
        "campaigns:close pk=campaign",
        "campaigns:cancel pk=campaign",
    ),
    # --- applications ----------------------------------------------------------------------------------------------
    **rows(*OFFICES)("applications:carriers", "applications:export_carriers"),
    **rows(*OFFICES)(
        "applications:unsubmitted campaign_pk=campaign", "applications:unsubmitted_export campaign_pk=campaign"
    ),
    **rows(*SITE)(
        "applications:list",
        "applications:export",
        "applications:detail pk=application",
        "applications:form_word pk=application",
        "applications:form_pdf pk=application",
        "applications:plan pk=application",
        "applications:assessment pk=application",
        "applications:assessment_section pk=application code=section",
        "applications:assessment_outcome pk=application key=response",
        "applications:assessment_sheet pk=application",
        "applications:assessment_pdf pk=application",
        "applications:assessment_signings pk=application",
    ),
    **rows(*OFFICES, "secretary", "leader")(
        "applications:gap_items", "applications:gap_items_export", "applications:gap_item pk=gap_item"
    ),
    **rows("secretary")(
        "applications:missing pk=application",
        "applications:assessment_files pk=application key=response",
        "applications:assessment_offline_download pk=application",
    ),
    **rows("secretary", methods=FORM)(
        "applications:start campaign_pk=campaign",
        "applications:edit pk=application",
        "applications:lines pk=application kind=task_kind",
        "applications:baseline pk=application",
        "applications:copy pk=application",
        "applications:submit pk=application",
        "applications:assessment_gap pk=application key=response",
        "applications:assessment_submit pk=application",
        "applications:assessment_offline pk=application",
        "applications:assessment_offline_compare pk=application key=answer_sheet",
    ),
    **rows("secretary", methods=WRITE)(
        "applications:save pk=application",
        "applications:presence pk=application",
        "applications:withdraw pk=application",
        "applications:line_save pk=application kind=task_kind line_pk=task",
        "applications:line_remove pk=application kind=task_kind line_pk=task",
        "applications:gap_plan pk=application gap_pk=gap",
        "applications:take_over pk=application",
        "applications:restart pk=application",
        "applications:progress pk=application task_pk=task",
        "applications:upload pk=application",
        "applications:file_remove pk=application use_pk=document",
        "applications:assessment_start pk=application",
        "applications:assessment_scan pk=application",
        "applications:assessment_confirm pk=application key=response",
        "applications:assessment_scan_remove pk=application use=scan",
        "applications:gap_edit pk=gap_item",
        "applications:gap_close pk=gap_item",
        "applications:gap_reopen pk=gap_item",
        "applications:assessment_answer pk=application key=response",
        "applications:assessment_presence pk=application code=section",
        "applications:assessment_attach pk=application key=response",
        "applications:assessment_pick pk=application key=response",
        "applications:assessment_detach pk=application key=response use=evidence",
    ),
    **rows(*OFFICES, "secretary")("applications:gaps pk=organization", "applications:gaps_export pk=organization"),
    **rows(*OFFICES)(
        "applications:review_queue",
        "applications:queue_export",
        "applications:batch pk=batch",
        "applications:standing_in",
    ),
    **rows(*OFFICES, methods=FORM)("applications:ranking campaign_pk=campaign"),
    **rows(*OFFICES, methods=WRITE)(
        "applications:review_assign",
        "applications:batch_new",
        "applications:batch_start pk=batch",
        "applications:batch_cancel pk=batch",
        "applications:delegate",
        "applications:delegation_revoke pk=delegation",
        "applications:review_hand_over",
        "applications:declare_interest",
        "applications:interest_end pk=interest",
        "applications:recall pk=step",
    ),
    **rows(*OFFICES, "secretary", methods=WRITE)(
        "applications:opened pk=application", "applications:comment pk=application"
    ),
    **rows(*OFFICES)("applications:review_queue", "applications:form_template_default campaign_pk=campaign"),
    **rows(*OFFICES, methods=FORM)("applications:form_template campaign_pk=campaign"),
    **rows(*OFFICES, methods=WRITE)("applications:form_template_remove campaign_pk=campaign use_pk=form_template"),
    # --- creation ---------------------------------------------------------------------------------------------------
    **rows(*SITE)(
        "applications:ledger",
        "applications:ledger_export",
        "applications:admonitions",
        "applications:reports pk=application",
        "applications:funding pk=application",
        "applications:people pk=application",
    ),
    **rows(*SITE, methods=FORM)(
        "applications:report pk=application kind=report_kind period=report_period",
        "applications:admonition pk=admonition",
    ),
    **rows("secretary", methods=FORM)("applications:expense pk=application", "applications:support pk=application"),
    **rows("secretary", methods=WRITE)("applications:report_photo_remove pk=report use_pk=report_photo"),
    **rows(*OFFICES, "secretary", methods=FORM)("applications:person_add pk=application"),
    **rows(*OFFICES, "secretary", methods=WRITE)(
        "applications:person_end pk=application_person", "applications:money_void kind=money_kind pk=grant"
    ),
    **rows(*OFFICES)(
        "applications:board",
        "applications:board_export",
        "applications:money",
        "applications:money_export",
        "applications:committee_plans",
        "applications:acceptances",
        "applications:acceptance pk=acceptance",
    ),
    **rows(*OFFICES, methods=FORM)(
        "applications:admonish pk=application",
        "applications:grant pk=application",
        "applications:budget campaign_pk=campaign",
        "applications:committee_plan_write campaign_pk=campaign",
        "applications:committee_plan pk=committee_plan",
        "applications:acceptance_write campaign_pk=campaign",
    ),
    **rows(*OFFICES, methods=WRITE)(
        "applications:report_comment pk=report",
        "applications:report_return pk=report",
        "applications:admonition_settle pk=admonition verb=admonition_verb",
        "applications:committee_plan_submit pk=committee_plan",
        "applications:committee_plan_decide pk=committee_plan verb=plan_verb",
        "applications:committee_plan_line_remove pk=committee_plan line_pk=plan_line",
        "applications:acceptance_decide pk=acceptance verb=acceptance_verb",
    ),
    **rows(*OFFICES, "secretary")("organizations:pairings", "organizations:export_pairings"),
    **rows(*SITE)("organizations:pairings_of pk=organization"),
    **rows(*SITE, methods=FORM)("organizations:pairing pk=pairing"),
    **rows(*OFFICES, "secretary", methods=FORM)(
        "organizations:add_pairing pk=organization", "organizations:add_pairing_record pk=pairing"
    ),
    **rows(*OFFICES, "secretary", methods=WRITE)(
        "organizations:finish_pairing_action pk=pairing action_pk=pairing_action",
        "organizations:decide_pairing pk=pairing verb=pairing_verb",
    ),
    **rows(*OFFICES, methods=FORM)("applications:review pk=application", "applications:first_review pk=application"),
    **rows(*OFFICES, methods=FORM)("applications:assessment_reopen pk=application"),
    # --- inspections -----------------------------------------------------------------------------------------------
    **rows(*OFFICES)("inspections:rounds", "inspections:round pk=round", "inspections:round_export pk=round"),
    **rows(*OFFICES)("inspections:calibration pk=round", "inspections:deviations pk=round"),
    **rows(*OFFICES)("inspections:calendar", "inspections:levels", "inspections:schedule_export pk=round"),
    **rows(*OFFICES)("inspections:problems", "inspections:problems_export"),
    **rows(*OFFICES)(
        "inspections:layouts", "inspections:layout_ours kind=layout_kind", "inspections:layout_try kind=layout_kind"
    ),
    **rows(*OFFICES, "inspector", methods=FORM)("inspections:absences"),
    **rows(*OFFICES, "inspector", methods=WRITE)("inspections:absence_withdraw pk=absence"),
    **rows(*SITE)("inspections:visit_word pk=visit"),
    **rows("inspector", methods=WRITE)("inspections:field_checks pk=visit"),
    **rows(*OFFICES, methods=FORM)(
        "inspections:round_edit pk=round",
        "inspections:plan pk=round",
        "inspections:schedule pk=round",
        "inspections:draws pk=round",
        "inspections:guidance",
        "inspections:guidance_committee",
        "inspections:committees pk=round",
        "inspections:layout kind=layout_kind",
        "inspections:problem_new",
        "inspections:problems_often",
        "inspections:problem_edit pk=problem",
    ),
    **rows(*OFFICES, methods=WRITE)(
        "inspections:round_checks pk=round",
        "inspections:schedule_act pk=round act=plan_act",
        "inspections:schedule_order pk=round",
        "inspections:visit_move pk=visit",
        "inspections:layout_drop kind=layout_kind",
        "inspections:draw_run pk=draw",
        "inspections:draw_cancel pk=draw",
        "inspections:problem_retire pk=problem",
        "inspections:problem_restore pk=problem",
    ),
    **rows(*SITE)("inspections:draw pk=draw", "inspections:draw_record pk=draw"),
    **rows(*EVERYBODY, public=True, shared=True)(
        "inspections:public_draws",
        "inspections:public_draw pk=draw",
        "inspections:public_draw_record pk=draw",
        "inspections:draw_algorithm",
    ),
    **rows(*OFFICES, methods=FORM)(
        "inspections:round_new",
        "inspections:assign pk=round",
        "inspections:visit_change pk=visit",
        "inspections:survey application_pk=application",
    ),
    **rows(*OFFICES, methods=WRITE)(
        "inspections:round_close pk=round", "inspections:round_reopen pk=round", "inspections:visit_cancel pk=visit"
    ),
    **rows(*OFFICES)(
        "inspections:mass_surveys",
        "inspections:mass_survey pk=mass_survey",
        "inspections:mass_survey_preview pk=mass_survey",
        "inspections:mass_survey_posters pk=mass_survey",
        "inspections:mass_survey_export pk=mass_survey",
    ),
    **rows(*OFFICES, methods=FORM)(
        "inspections:mass_survey_new",
        "inspections:mass_survey_edit pk=mass_survey",
        "inspections:mass_survey_sites pk=mass_survey",
        "inspections:survey_paper pk=ballot_count",
    ),
    **rows(*OFFICES, methods=WRITE)(
        "inspections:mass_survey_open pk=mass_survey",
        "inspections:mass_survey_close pk=mass_survey",
        "inspections:mass_survey_extend pk=mass_survey",
        "inspections:mass_survey_discard pk=mass_survey",
        "inspections:survey_site_codes pk=survey_site",
        "inspections:survey_site_count pk=survey_site",
        "inspections:survey_paper_undo pk=ballot_count",
    ),
    **rows(*OFFICES, "secretary")(
        "inspections:survey_site pk=survey_site", "inspections:survey_site_poster pk=survey_site"
    ),
    **rows(*EVERYBODY, methods=FORM, public=True, shared=True)("inspections:public_survey token=survey_token"),
    **rows(*EVERYBODY, public=True, shared=True)("inspections:public_survey_thanks token=survey_token"),
    **rows(*SITE)(
        "inspections:visit pk=visit",
        "inspections:findings",
        "inspections:findings_export",
        "inspections:finding pk=finding",
    ),
    **rows(*SITE, methods=WRITE)(
        "inspections:finding_answer pk=finding",
        "inspections:finding_verify pk=finding",
        "inspections:finding_send_back pk=finding",
        "inspections:finding_withdraw pk=finding",
        "inspections:finding_plan pk=finding",
        "inspections:finding_extend pk=finding",
        "inspections:finding_dispute pk=finding",
        "inspections:request_withdraw pk=finding_request",
        "inspections:notice_sign pk=rectification_notice",
    ),
    **rows(*SITE)(
        "inspections:notice pk=rectification_notice",
        "inspections:notice_word pk=rectification_notice",
        "inspections:letters",
        "inspections:letter_word pk=letter",
        "inspections:bulletins",
        "inspections:bulletin pk=round",
        "inspections:bulletin_word pk=round",
    ),
    **rows(*SITE, methods=FORM)("inspections:letter pk=letter"),
    **rows(*OFFICES)("inspections:letters_due"),
    **rows(*OFFICES, methods=FORM)(
        "inspections:notice_new pk=visit",
        "inspections:notices_new",
        "inspections:letter_new pk=finding",
        "inspections:bulletin_edit pk=round",
    ),
    **rows(*OFFICES, methods=WRITE)(
        "inspections:findings_mark",
        "inspections:finding_key pk=finding",
        "inspections:finding_at_once pk=finding",
        "inspections:request_decide pk=finding_request",
        "inspections:bulletin_draft pk=round",
        "inspections:bulletin_issue pk=round",
        "inspections:bulletin_redraft pk=round",
        "inspections:bulletin_recall pk=round",
    ),
    **rows("inspector")("inspections:field", "inspections:field_visit pk=visit"),
    **rows(*OFFICES)("inspections:records"),
    **rows(*OFFICES, methods=FORM)("inspections:records_import", "inspections:records_import_confirm pk=record_file"),
    **rows(*OFFICES, "inspector")("inspections:record pk=field_record"),
    **rows(*OFFICES, methods=WRITE)(
        "inspections:record_store pk=field_record",
        "inspections:record_displace pk=field_record",
        "inspections:record_discard pk=field_record",
    ),
    # The phone's API: whoever is signed in, since the records of an inspector whose role has ended are taken in, too.
    **rows(*PERSONS)("inspections:field_state"),
    **rows(*PERSONS, methods=FORM)("inspections:field_photos"),
    **rows(*PERSONS, methods=WRITE)("inspections:field_records"),
    **rows("inspector")("inspections:field_copy pk=visit"),
    **rows("inspector", methods=WRITE)("inspections:field_total pk=visit"),
    **rows(*EVERYBODY, public=True)("inspections:field_shell", "inspections:field_worker"),
    **rows("inspector", methods=WRITE)(
        "inspections:field_start pk=visit",
        "inspections:field_result pk=visit criterion_pk=criterion",
        "inspections:field_photo pk=visit",
        "inspections:field_photo_remove pk=visit use_pk=photo",
        "inspections:field_finding pk=visit",
        "inspections:field_record pk=visit",
    ),
    # --- evaluations -----------------------------------------------------------------------------------------------
    **rows(*OFFICES)("evaluations:list"),
    **rows(*OFFICES, reach=frozenset({"city"}))(
        "evaluations:board campaign_pk=campaign", "evaluations:progress campaign_pk=campaign"
    ),
    **rows(*OFFICES, methods=WRITE, reach=frozenset({"city"}))(
        "evaluations:compute campaign_pk=campaign",
        "evaluations:cancel_computing campaign_pk=campaign",
        "evaluations:propose campaign_pk=campaign",
    ),
    **rows(*OFFICES, methods=FORM, reach=frozenset({"city"}))(
        "evaluations:draft_notice campaign_pk=campaign", "evaluations:move campaign_pk=campaign"
    ),
    **rows(*OFFICES, "secretary")("evaluations:score pk=evaluation", "evaluations:columns pk=application"),
    **rows(*OFFICES, methods=WRITE)(
        "evaluations:decide pk=evaluation",
        "evaluations:veto pk=evaluation",
        "evaluations:grade pk=evaluation",
        "evaluations:lift_veto pk=veto",
        "evaluations:publish pk=notice",
        "evaluations:close pk=notice",
        "evaluations:withdraw pk=notice",
        "evaluations:answer pk=objection",
    ),
    **rows(*OFFICES)("evaluations:notice pk=notice"),
    **rows(*EVERYBODY, public=True)("evaluations:public_notices"),
    **rows(*EVERYBODY, methods=FORM, public=True, shared=True)("evaluations:public_notice pk=public_notice"),
    # --- branding --------------------------------------------------------------------------------------------------
    **rows(*SITE)("branding:brands", "branding:brand pk=brand", "branding:designation pk=designation"),
    **rows(*OFFICES, "secretary", methods=FORM)("branding:edit_brand pk=brand"),
    **rows(*OFFICES, "secretary", "leader")(
        "branding:belts", "branding:belt pk=belt", "branding:certificate pk=designation"
    ),
    **rows(*OFFICES, methods=FORM)("branding:create_belt", "branding:name notice_pk=notice"),
    **rows(*OFFICES, methods=WRITE)(
        "branding:add_station pk=belt",
        "branding:move_station pk=belt station_pk=station",
        "branding:remove_station pk=belt station_pk=station",
        "branding:link_leader pk=belt",
        "branding:unlink_leader pk=belt link_pk=link",
        "branding:govern pk=designation",
    ),
    **rows(*EVERYBODY, public=True)("branding:verify token=token"),
}

#: Addresses of django-allauth: whether they open without signing in. It keeps its own rules of methods.
PUBLIC, SIGNED_IN = True, False
ALLAUTH: dict[str, bool] = {
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,
    "account_reauthenticate": SIGNED_IN,
    "account_email": SIGNED_IN,
    "account_email_verification_sent": PUBLIC,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_reset_password": PUBLIC,
    "account_confirm_login_code": PUBLIC,
    "account_confirm_email": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "mfa_index": SIGNED_IN,
    "mfa_authenticate": PUBLIC,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
}
ALLAUTH_ARGS = {
    "account_confirm_email": {"key": "absent"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "absent"},
}
