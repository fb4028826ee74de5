/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * around.c -- plays the engine to a real survey process, and prints what it says
 *
 *	around POLICY RULES [UID]
 *
 * A line a finding: milliseconds since 1970, '+' or '-' or '=', severity, slug,
 * object; "told" closes each message and says
 * what processor time (ms) the survey has used so far. The survey is jailed as in the daemon, as
 * user UID if we are root.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/must.h"
#include "base/sealed.h"
#include "base/text.h"
#include "daemon/messages.h"
#include "daemon/settings.h"
#include "daemon/survey/expect.h"
#include "kernel/around/sighting.h"
#include "policy/policy.h"
#include "privsep/channel.h"

static const char *const severities[N_SEVERITIES] = { "note", "warning",
						      "alarm" };

static long long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool print_sightings(void *state, struct message *message)
{
	struct sightings sightings = { 0 };
	const pid_t *survey = state;
	struct timespec used;
	struct sealed sealed;
	long long now = now_ms();
	clockid_t clock;

	must(clock_getcpuclockid(*survey, &clock) == 0);
	clock_gettime(clock, &used);
	must(sealed_map(message->fd, SIGHTINGS_PACKED_MAX, &sealed) == 0);
	must(sightings_unpack(sealed.bytes, sealed.len, &sightings));
	sealed_finish(&sealed);
	vec_each(f, &sightings.list)
		printf("%lld %c %s %s %s | %s | %s\n", now, "=+-"[f->mark],
		       severities[f->severity], f -> slug, f -> object, f -> en,
		       f -> ja);
	printf("%lld told %zu and %u more cpu %lld\n", now, sightings.list.n,
	       sightings.n_more,
	       (long long)used.tv_sec * 1000 + used.tv_nsec / 1000000);
	fflush(stdout);
	sightings_finish(&sightings);
	return true;
}

static const struct accept from_survey[] = {
	{ MESSAGE_SURVEYED, true, 0, 0, print_sightings },
};

static int packed_policy(const char *path, const char *rules)
{
	const struct policy_options options = { .rules = rules,
						.now = time(NULL) };
	struct expectation expected = { 0 };
	struct policy policy = { 0 };
	struct diags diags = { 0 };
	bool good = policy_load(path, &options, &policy, &diags);
	uint8_t *bytes;
	size_t len;
	int fd;

	diags_print(&diags, stderr, false);
	diags_finish(&diags);
	must(good);
	survey_expect(&policy, &expected);
	policy_finish(&policy);
	len = expectation_pack(&expected, NULL, 0);
	bytes = xcalloc(len, 1);
	expectation_pack(&expected, bytes, len);
	fd = sealed_make(bytes, len);
	free(bytes);
	expectation_finish(&expected);
	return fd;
}

/* Out of the way of the numbers that the survey expects them at. */
static int high(int fd)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 64);

	must(copy >= 0);
	close(fd);
	return copy;
}

static pid_t start_survey(const struct settings *settings, int ends[2][2])
{
	pid_t pid = fork();

	must(pid >= 0);
	if (pid > 0)
		return pid;
	must(dup2(settings_seal(settings), FD_SETTINGS) == FD_SETTINGS);
	must(dup2(ends[0][1], FD_PARENT) == FD_PARENT);
	must(dup2(ends[1][1], FD_SURVEY_ENGINE) == FD_SURVEY_ENGINE);
	close_range(FD_SURVEY_ENGINE + 1, ~0U, 0);
	_exit(survey_main());
}

int main(int argc, char *argv[])
{
	static struct settings settings;
	int ends[2][2], expectation;
	pid_t survey;
	int status = 0;

	must(argc >= 3);
	if (argc > 3)
		must(identity_find(argv[3], &settings.who[PROC_SURVEY]) == 0);
	expectation = high(packed_policy(argv[1], argv[2]));
	for (int i = 0; i < 2; i++) {
		must(channel_open(ends[i], 1 << 20) == 0);
		ends[i][0] = high(ends[i][0]);
		ends[i][1] = high(ends[i][1]);
	}
	survey = start_survey(&settings, ends);
	close(ends[0][1]);
	close(ends[1][1]);
	must(channel_send(ends[1][0], MESSAGE_EXPECT, 1, NULL, 0,
			  expectation) == 0);
	for (;;) {
		struct pollfd fd = { .fd = ends[1][0], .events = POLLIN };
		enum channel_verdict verdict;

		poll(&fd, 1, -1);
		verdict = channel_serve(ends[1][0], from_survey, 1, &survey);
		if (verdict == CHANNEL_GONE || verdict == CHANNEL_BROKEN)
			break;
	}
	waitpid(survey, &status, 0);
	printf("%lld ended with %d\n", now_ms(), status);
	return 1;
}
