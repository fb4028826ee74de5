/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * options.c -- reads the command line; finds the rules folder; loads a policy
 */
#include "cli/options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/command/command.h"
#include "policy/rules_folder.h"

/* timegm() that refuses what it would normalise, such as 31 February. */
static bool make_time(struct tm *tm, time_t *out)
{
	struct tm again = *tm;
	time_t t = timegm(&again);

	if (again.tm_mday != tm->tm_mday || again.tm_mon != tm->tm_mon ||
	    again.tm_hour != tm->tm_hour || again.tm_min != tm->tm_min)
		return false;
	*out = t;
	return true;
}

static bool read_now(const char *text, time_t *out)
{
	struct tm tm = { 0 };
	const char *rest = strptime(text, "%Y-%m-%d", &tm);
	long offset;

	if (!rest)
		return false;
	if (*rest) {
		rest = strptime(rest, "T%H:%M:%S%z", &tm);
		if (!rest || *rest)
			return false;
	}
	offset = tm.tm_gmtoff;
	tm.tm_gmtoff = 0;
	if (!make_time(&tm, out))
		return false;
	*out -= offset;
	return true;
}

static double monotonic(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

bool options_refuse(const char *what, const char *word)
{
	fprintf(stderr, "sekisho: %s '%s'\n", what, word);
	return false;
}

static const struct option_key *find_key(const struct option_key *keys,
					 const char *name)
{
	for (; keys && keys->name; keys++)
		if (!strcmp(keys->name, name))
			return keys;
	return NULL;
}

bool options_read(struct options *options, int argc, char **argv,
		  const struct option_key *own, int max_args)
{
	const char *rules = NULL, *now = NULL;
	const struct option_key shared[] = {
		{ "-c", NULL, &options->policy },
		{ "--json", &options->json, NULL },
		{ "--rules", NULL, &rules },
		{ "--now", NULL, &now },
		{ 0 },
	};

	*options = (struct options){ .now = time(NULL),
				     .began = monotonic(),
				     .args = argv + 1 };
	for (int i = 1; i < argc; i++) {
		const struct option_key *key = find_key(shared, argv[i]);

		if (!key)
			key = find_key(own, argv[i]);
		if (!key && (argv[i][0] == '-' || options->n_args == max_args))
			return options_refuse("unexpected", argv[i]);
		if (!key)
			options->args[options->n_args++] = argv[i];
		else if (key->flag)
			*key->flag = true;
		else if (i + 1 == argc)
			return options_refuse("no value after", argv[i]);
		else
			*key->value = argv[++i];
	}
	options->rules = rules ? rules : rules_folder();
	options->has_now = now != NULL;
	if (now && !read_now(now, &options->now))
		return options_refuse("--now wants 2027-03-31 or "
				      "2027-03-31T08:30:00+09:00, not",
				      now);
	return true;
}

int options_load(const struct options *options, struct policy *out,
		 struct diags *diags)
{
	const struct policy_options how = {
		.rules = options->rules,
		.called = options->called,
		.now = options->now,
		.keep_expired = options->keep_expired || options->any_day,
		.skip_tests = options->any_day,
	};
	bool good;

	if (!options->policy) {
		fputs("sekisho: which policy? -c FILE\n", stderr);
		return ANSWER_USAGE;
	}
	if (access(options->policy, R_OK)) {
		fprintf(stderr, "sekisho: %s: %s\n", options->policy,
			strerror(errno));
		return ANSWER_MACHINE;
	}
	good = policy_load(options->policy, &how, out, diags);
	diags_print(diags, stderr, diags_wants_colour(STDERR_FILENO));
	return good ? ANSWER_YES : ANSWER_NO;
}
