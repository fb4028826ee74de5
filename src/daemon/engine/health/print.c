/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * print.c -- the status as officers read it
 */
#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "daemon/engine/health/health.h"
#include "daemon/engine/prove/prove.h"

enum {
	LINES_SHOWN = 10, /* of each list */
	ALARMS_SHOWN = 5,
};

static int32_t offset_of(const struct health *health)
{
	return health->engine->live.index.utc_offset;
}

static void print_head(const struct health *health, FILE *out)
{
	uint32_t number = health->engine->live.number;

	if (!number)
		fputs("CLOSED: no generation is in force (閉鎖中)\n", out);
	else if (health->engine->closed && !health->engine->pending.number)
		fprintf(out,
			"CLOSED: generation %u could not be made to stand (閉鎖中)\n",
			number);
	else if (health_is_good(health))
		fprintf(out, "good: generation %u is in force (正常)\n",
			number);
	else
		fprintf(out,
			"DEGRADED: generation %u is in force (確認が必要)\n",
			number);
}

static void print_approvals(const struct generation *record, FILE *out)
{
	fputs("  approved     ", out);
	for (size_t i = 0; i < record->n_approvals; i++)
		fprintf(out, "%s%s", i ? ", " : "", record->approvals[i].name);
	if (!record->n_approvals)
		fputs("by nobody", out);
	if (*record->override)
		fprintf(out, "; one person is both (兼務): %s",
			record->override);
	fputc('\n', out);
}

static void print_afterwards(const struct deposits *signatures, FILE *out)
{
	const char *before = "  afterwards   signed by ";

	vec_each(deposit, &signatures->list) {
		fprintf(out, "%s%s", before, deposit->name);
		before = ", ";
	}
	if (signatures->list.n)
		fputs(" (事後承認)\n", out);
}

static void print_live(const struct health *health, FILE *out)
{
	const struct generation *record = &health->record;
	char when[WHEN_TEXT], hex[DIGEST_TEXT];

	if (!health->engine->live.number)
		return;
	if (!health->has_record) {
		fputs("  ! its record cannot be read (記録が読めない)\n", out);
		return;
	}
	fprintf(out, "  applied      %s by %s (%s)%s%s\n",
		when_text(when, (time_t)record->time, offset_of(health)),
		record->author, generation_kind_name(record->kind),
		*record->reason ? ": " : "", record->reason);
	if (record->number != health->engine->live.number)
		fprintf(out,
			"  renewed      as it was applied, by generation %u (更新)\n",
			health->engine->live.number);
	fprintf(out, "  sha256       %s\n",
		text_hex(hex, record->policy, DIGEST_LEN));
	print_approvals(record, out);
	print_afterwards(&health->afterwards, out);
}

static void print_ahead(const struct health *health, FILE *out)
{
	char when[WHEN_TEXT];

	if (!health_is_ahead(health))
		return;
	fprintf(out,
		"  ! in force is what is to be at %s, which is still to come: set the clock; if it was ahead then, `sekisho apply` the policy's file (適用の時刻が今より先。時計を確かめ、進んでいたのなら設定を適用し直す)\n",
		when_text(when, (time_t)health->engine->live.compiled,
			  offset_of(health)));
}

static void print_pending(const struct health *health, FILE *out)
{
	if (!health->engine->pending.number)
		return;
	fprintf(out,
		"  pending      generation %u%s%s, %lld s left: `sekisho confirm` (確定待ち)\n",
		health->engine->pending.number,
		health->has_pending ? " by " : "",
		health->has_pending ? health->pending.author : "",
		(long long)health_seconds_left(health));
}

static void print_orders(const struct health *health, FILE *out)
{
	const struct engine *engine = health->engine;
	char when[WHEN_TEXT];

	for (size_t i = 0; i < engine->n_orders; i++) {
		const struct isolation_order *order = &engine->orders[i];

		fprintf(out,
			"  isolated     %s since %s by %s%s%s (緊急遮断中)\n",
			order->word,
			when_text(when, order->since, offset_of(health)),
			order->by, *order->reason ? ": " : "", order->reason);
	}
}

static void print_open(const struct health *health, FILE *out)
{
	char when[WHEN_TEXT];

	if (health->open_unknown)
		fputs("  ! what is to be approved afterwards cannot be read\n",
		      out);
	vec_each(item, &health->open.list)
		fprintf(out,
			"  open         generation %u, applied %s by %s, is to be approved afterwards (事後承認待ち)\n",
			item->generation,
			when_text(when, (time_t)item->time, offset_of(health)),
			item->author);
}

static void print_endings(const struct health *health, FILE *out)
{
	size_t shown = 0;
	char when[WHEN_TEXT];

	fprintf(out, "  entries      %zu, %zu of them end within 30 days\n",
		health->engine->live.index.entries.n, health->endings.list.n);
	vec_each(ending, &health->endings.list)
		if (shown++ < LINES_SHOWN)
			fprintf(out, "    %-20s ends %s, in %u day%s or less\n",
				ending->id,
				when_text(when, ending->until,
					  offset_of(health)),
				ending->step, ending->step == 1 ? "" : "s");
	if (shown > LINES_SHOWN)
		fprintf(out, "    … and %zu more\n", shown - LINES_SHOWN);
}

/* Notes open nothing, and a screen is small: they are counted. */
static void print_found(const struct sightings *found, FILE *out)
{
	size_t shown = 0, grave = 0, notes = 0;

	vec_each(sighting, &found->list) {
		if (sighting->severity == SEVERITY_NOTE) {
			notes++;
		} else if (grave++ < LINES_SHOWN) {
			fprintf(out, "  ! %s [%s] %s\n", sighting->object,
				sighting->slug, sighting->ja);
			shown++;
		}
	}
	if (grave - shown + found->n_more)
		fprintf(out, "  … and %zu more: `sekisho drift`\n",
			grave - shown + found->n_more);
	if (notes)
		fprintf(out, "  notes        %zu: `sekisho drift` (参考事項)\n",
			notes);
}

static void print_drift(const struct health *health, FILE *out)
{
	const struct drift *drift = &health->drift;

	if (drift->compared == 1)
		fputs("  rules        as they were compiled (規則は一致)\n",
		      out);
	else if (drift->compared == 0)
		fputs("  rules        DIFFER (規則が違う)\n", out);
	else
		fprintf(out, "  rules        CANNOT BE COMPARED: %s\n",
			strerror(-drift->compared));
	print_found(&drift->found, out);
}

static void print_alarms(const struct health *health, FILE *out)
{
	const struct engine *engine = health->engine;
	size_t n = engine->n_alarms,
	       shown = n < ALARMS_SHOWN ? n : ALARMS_SHOWN;
	char when[WHEN_TEXT];

	if (engine->journal_fails)
		fputs("  ! the journal cannot be written: applies are refused (記録できない)\n",
		      out);
	for (size_t i = n; i > n - shown; i--) {
		const struct alarm *alarm = &engine->alarms[i - 1];

		fprintf(out, "  alarm        %s %s, %s: %.*s\n",
			when_text(when, alarm->since, offset_of(health)),
			alarm->slug, alarm->object,
			(int)strcspn(alarm->text, "\n"), alarm->text);
	}
	if (n > shown)
		fprintf(out, "  … and %zu older alarms: `sekisho journal`\n",
			n - shown);
}

void health_print(const struct health *health, FILE *out)
{
	print_head(health, out);
	print_live(health, out);
	print_ahead(health, out);
	print_pending(health, out);
	print_orders(health, out);
	print_open(health, out);
	print_alarms(health, out);
	print_drift(health, out);
	prove_print(health->engine, out);
	if (health->engine->live.number)
		print_endings(health, out);
}
