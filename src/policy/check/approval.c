/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * approval.c -- who asked, who allowed, from when until when
 */
#include <string.h>

#include "policy/check/check.h"
#include "policy/person.h"

enum {
	MARCH = 2,
};

/* "2027-03-31": the last day before `end`, in the policy's own time. */
static const char *last_day(char buf[static 16], const struct policy *policy,
			    time_t end)
{
	time_t local = end - 1 + policy->utc_offset;
	struct tm tm;

	gmtime_r(&local, &tm);
	strftime(buf, 16, "%Y-%m-%d", &tm);
	return buf;
}

static bool check_persons(const struct checker *checker, struct loc at,
			  const char *id, const struct approval *approval)
{
	if (text_is_blank(approval->requested_by) ||
	    !person_same(approval->requested_by, approval->approved_by) ||
	    !text_is_blank(approval->override_reason))
		return true;
	diag_error(checker->diags, at, "same-person",
		   "%s: '%s' asked for it and approved it", id,
		   approval->approved_by);
	diag_note(checker->diags, at,
		  "申請者と承認者は兼ねられない。やむを得ない場合は "
		  "override_reason に理由を書く (an unavoidable double role "
		  "wants its reason)");
	return false;
}

/* What is wrong by the calendar: an error, or at boot a warning. */
static bool refuse_date(const struct checker *checker, struct loc at,
			const char *slug, const char *text)
{
	if (!checker->options->keep_expired)
		return diag_error(checker->diags, at, slug, "%s", text);
	diag_warn(checker->diags, at, slug, "%s", text);
	return true;
}

bool check_approval(const struct checker *checker, struct loc at,
		    const char *id, const struct approval *approval)
{
	bool good = check_persons(checker, at, id, approval);
	char text[256], day[16];

	if (!approval->valid_until)
		return good;
	last_day(day, checker->policy, approval->valid_until);
	if (approval->valid_from >= approval->valid_until) {
		good = diag_error(
			checker->diags, approval->until_at, "dates-reversed",
			"%s: valid_until %s is before valid_from", id, day);
		diag_mark(checker->diags, day);
		return good;
	}
	if (checker->options->now < approval->valid_until)
		return good;
	snprintf(text, sizeof(text), "%s ended with %s; renew it or strike it",
		 id, day);
	good = refuse_date(checker, approval->until_at, "expired", text) &&
	       good;
	diag_mark(checker->diags, day);
	return good;
}

bool check_fields(const struct checker *checker, struct loc at, const char *id,
		  const struct approval *approval, unsigned fields)
{
	const struct {
		unsigned field;
		const char *name;
		bool there;
	} rows[] = {
		{ FIELD_PURPOSE, "purpose", !text_is_blank(approval->purpose) },
		{ FIELD_DOCUMENT, "document",
		  !text_is_blank(approval->document) },
		{ FIELD_REQUESTED_BY, "requested_by",
		  !text_is_blank(approval->requested_by) },
		{ FIELD_APPROVED_BY, "approved_by",
		  !text_is_blank(approval->approved_by) },
		{ FIELD_VALID_UNTIL, "valid_until", approval->valid_until },
	};

	bool good = true;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if ((fields & rows[i].field) && !rows[i].there)
			good = diag_error(checker->diags, at, "missing-field",
					  "%s wants '%s'", id, rows[i].name);
	return good;
}

bool check_horizon(const struct checker *checker, const char *id,
		   const struct approval *approval)
{
	time_t now = checker->options->now + checker->policy->utc_offset;
	char text[256], day[16], most[16];
	struct tm tm;
	time_t limit;

	/* A Japanese fiscal year ends on 31 March. */
	gmtime_r(&now, &tm);
	tm = (struct tm){
		.tm_year = tm.tm_year + (tm.tm_mon > MARCH ? 3 : 2),
		.tm_mon = MARCH + 1,
		.tm_mday = 1,
	};
	limit = timegm(&tm) - checker->policy->utc_offset;
	if (approval->valid_until <= limit)
		return true;
	last_day(day, checker->policy, approval->valid_until);
	snprintf(text, sizeof(text),
		 "%s: %s is later than %s, the end of the fiscal year after "
		 "next; an exception is renewed, not granted for good",
		 id, day, last_day(most, checker->policy, limit));
	if (refuse_date(checker, approval->until_at, "too-late", text))
		return true;
	diag_mark(checker->diags, day);
	return false;
}
