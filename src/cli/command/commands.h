/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * commands.h -- the verbs, one line for each
 */
#pragma once

#include "cli/command/command.h"

extern const struct command cmd_apply;
extern const struct command cmd_approve;
extern const struct command cmd_check;
extern const struct command cmd_confirm;
extern const struct command cmd_drift;
extern const struct command cmd_dump;
extern const struct command cmd_explain;
extern const struct command cmd_generations;
extern const struct command cmd_changes;
extern const struct command cmd_import;
extern const struct command cmd_isolate;
extern const struct command cmd_journal;
extern const struct command cmd_journal_verify;
extern const struct command cmd_lint;
extern const struct command cmd_mail_delete;
extern const struct command cmd_mail_find;
extern const struct command cmd_mail_held;
extern const struct command cmd_mail_release;
extern const struct command cmd_mail_status;
extern const struct command cmd_plan;
extern const struct command cmd_propose;
extern const struct command cmd_prove;
extern const struct command cmd_reach;
extern const struct command cmd_replay;
extern const struct command cmd_rollback;
extern const struct command cmd_show_flows;
extern const struct command cmd_show_matrix;
extern const struct command cmd_show_policy;
extern const struct command cmd_show_change;
extern const struct command cmd_show_ruleset;
extern const struct command cmd_show_zones;
extern const struct command cmd_status;
extern const struct command cmd_unisolate;
