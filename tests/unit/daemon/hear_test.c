/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hear_test.c -- tests src/daemon/engine/hear.c and ask.c: each peer of the engine,
 * taken over, says what it must not; its channel is closed and nothing done
 */
#include "daemon/engine/hear.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/must.h"
#include "base/sealed.h"
#include "base/wire.h"
#include "control/packet.h"
#include "daemon/engine/act/acts.h"
#include "daemon/engine/ask.h"
#include "daemon/messages.h"

static struct engine self;
static int peer;     /* the other end */
static size_t acted; /* requests that came through */
static struct request heard;

/* Stands in for daemon/engine/act/act.c. */
void act(struct engine *engine, const struct asker *asker,
	 const struct request *request, int fd, uint32_t client)
{
	must(engine == &self && *asker->name && client == 7);
	must((fd >= 0) == verb_has_fd(request->verb));
	heard = *request;
	acted++;
}

static void begin(enum proc proc)
{
	int ends[2];

	self = (struct engine){ .surveyed = -1 };
	for (int i = 0; i < N_PROCS; i++)
		self.channels[i] = -1;
	must(channel_open(ends, 1 << 20) == 0);
	self.channels[proc] = ends[0];
	self.journal = (struct journal){ .folder = -1, .file = -1 };
	peer = ends[1];
	acted = 0;
}

static void end(enum proc proc)
{
	if (self.channels[proc] >= 0)
		close(self.channels[proc]);
	if (self.surveyed >= 0)
		close(self.surveyed);
	close(peer);
}

static void say_it(uint16_t type, const void *body, size_t len, bool with_fd)
{
	int fd = with_fd ? sealed_make("x", 1) : -1;

	must(channel_send(peer, type, 7, body, len, fd) == 0);
	if (fd >= 0)
		close(fd);
}

/* ------ control ------ */

struct saying {
	uint8_t body[ASKER_LEN + REQUEST_MAX + 64];
	size_t len;
	uint16_t type;
	bool fd;
};

static struct saying an_honest_one(enum verb verb)
{
	const struct asker asker = { 1000, 1, ROLE_OPERATOR, "tanaka" };
	const struct request request = { .verb = verb, .reason = "理由" };
	struct saying saying = { .type = (uint16_t)verb,
				 .fd = verb_has_fd(verb) };

	asker_pack(&asker, saying.body);
	saying.len =
		ASKER_LEN + request_pack(&request, saying.body + ASKER_LEN);
	return saying;
}

/* Whether the engine still hears that process afterwards. */
static bool is_heard(const struct saying *saying)
{
	bool goes_on;

	begin(PROC_CONTROL);
	say_it(saying->type, saying->body, saying->len, saying->fd);
	goes_on = ask_hear(&self, PROC_CONTROL);
	assert_int_equal(acted, goes_on);
	assert_int_equal(self.channels[PROC_CONTROL] >= 0, goes_on);
	end(PROC_CONTROL);
	return goes_on;
}

static void every_verb_is_heard_from_control(void **state)
{
	(void)state;
	for (int verb = VERB_APPLY; verb < N_VERBS; verb++) {
		struct saying saying = an_honest_one((enum verb)verb);

		assert_true(is_heard(&saying));
		assert_int_equal(heard.verb, verb);
		assert_string_equal(heard.reason, "理由");
	}
}

/* What the daemon does of its own accord nobody else knows of. */
static void
a_request_waits_while_the_daemon_works_of_its_own_accord(void **state)
{
	struct saying saying = an_honest_one(VERB_STATUS);

	(void)state;
	begin(PROC_CONTROL);
	self.working = true;
	say_it(saying.type, saying.body, saying.len, saying.fd);
	assert_true(ask_hear(&self, PROC_CONTROL));
	assert_int_equal(acted, 0);
	/* An isolation does not. */
	saying = an_honest_one(VERB_ISOLATE);
	say_it(saying.type, saying.body, saying.len, saying.fd);
	assert_true(ask_hear(&self, PROC_CONTROL));
	assert_int_equal(acted, 1);
	assert_int_equal(heard.verb, VERB_ISOLATE);
	self.working = false;
	hear_postponed(&self);
	assert_int_equal(acted, 2);
	assert_int_equal(heard.verb, VERB_STATUS);
	hear_postponed(&self);
	assert_int_equal(acted, 2);
	end(PROC_CONTROL);
}

/* Control asks one thing at a time. */
static void a_second_one_is_misbehaviour(void **state)
{
	struct saying saying = an_honest_one(VERB_STATUS);

	(void)state;
	for (int served = 0; served < 2; served++) {
		begin(PROC_CONTROL);
		self.working = true;
		self.serves = served;
		for (int i = 0; i < 2 - served; i++)
			say_it(saying.type, saying.body, saying.len, saying.fd);
		if (!served)
			assert_true(ask_hear(&self, PROC_CONTROL));
		assert_false(ask_hear(&self, PROC_CONTROL));
		assert_int_equal(acted, 0);
		end(PROC_CONTROL);
	}
}

static void no_other_type_is(void **state)
{
	struct saying saying = an_honest_one(VERB_STATUS);

	(void)state;
	for (unsigned type = 0; type < 0x600; type++) {
		if (type >= VERB_APPLY && type < N_VERBS)
			continue;
		saying.type = (uint16_t)type;
		assert_false(is_heard(&saying));
	}
}

static void the_descriptor_comes_with_its_verb_alone(void **state)
{
	(void)state;
	for (int verb = VERB_APPLY; verb < N_VERBS; verb++) {
		struct saying saying = an_honest_one((enum verb)verb);

		saying.fd = !saying.fd;
		assert_false(is_heard(&saying));
	}
}

static void a_body_too_long_or_too_short_is_refused(void **state)
{
	struct saying saying = an_honest_one(VERB_STATUS);
	size_t whole = saying.len;

	(void)state;
	for (saying.len = 0; saying.len < whole; saying.len++)
		assert_false(is_heard(&saying));
	for (saying.len = whole + 1; saying.len < sizeof(saying.body);
	     saying.len += 13)
		assert_false(is_heard(&saying));
}

static void an_asker_with_unknown_roles_or_no_name_is_refused(void **state)
{
	struct saying saying = an_honest_one(VERB_STATUS);

	(void)state;
	saying.body[8] = 0x80; /* a role that there is not */
	assert_false(is_heard(&saying));
	saying = an_honest_one(VERB_STATUS);
	memset(saying.body + 12, 0, ASKER_NAME);
	assert_false(is_heard(&saying));
	memset(saying.body + 12, 'x', ASKER_NAME); /* without an end */
	assert_false(is_heard(&saying));
	memcpy(saying.body + 12, "a\nb", 4);
	assert_false(is_heard(&saying));
}

/* Whatever comes through is a request of the grammar (act() above looks). */
static void changed_bytes_never_do_harm(void **state)
{
	size_t through = 0;

	(void)state;
	srandom(3);
	for (int i = 0; i < 20000; i++) {
		struct saying saying = an_honest_one(
			(enum verb)(VERB_APPLY + random() % (N_VERBS - 1)));

		for (long n = random() % 4; n >= 0; n--)
			saying.body[(size_t)random() % saying.len] =
				(uint8_t)random();
		through += is_heard(&saying);
	}
	/* The test is not of closed doors alone. */
	assert_in_range(through, 100, 19900);
}

static void garbage_below_the_grammar_ends_it(void **state)
{
	static const char *const packets[] = { "x", "garbage!",
					       "garbage that is longer" };

	(void)state;
	for (size_t i = 0; i < sizeof(packets) / sizeof(*packets); i++) {
		begin(PROC_CONTROL);
		must(send(peer, packets[i], strlen(packets[i]), 0) > 0);
		assert_false(ask_hear(&self, PROC_CONTROL));
		assert_int_equal(acted, 0);
		end(PROC_CONTROL);
	}
}

/* ------ enforce, survey, verify ------ */

static bool hears(enum proc proc, uint16_t type, const void *body, size_t len,
		  bool fd)
{
	bool goes_on;

	begin(proc);
	say_it(type, body, len, fd);
	goes_on = ask_hear(&self, proc);
	end(proc);
	return goes_on;
}

static void each_has_its_own_words(void **state)
{
	static const enum proc procs_heard[] = { PROC_ENFORCE, PROC_SURVEY,
						 PROC_VERIFY };

	static const uint8_t body[12] = { 0 };

	(void)state;
	/* A lapse is enforce's to tell, a survey the survey's. */
	assert_true(hears(PROC_ENFORCE, MESSAGE_LAPSED, NULL, 0, false));
	assert_false(hears(PROC_SURVEY, MESSAGE_LAPSED, NULL, 0, false));
	assert_false(hears(PROC_VERIFY, MESSAGE_LAPSED, NULL, 0, false));
	assert_true(hears(PROC_ENFORCE, MESSAGE_CHANGED, NULL, 0, false));
	assert_true(self.proving.wanted);
	assert_false(hears(PROC_SURVEY, MESSAGE_CHANGED, NULL, 0, false));
	assert_true(hears(PROC_ENFORCE, MESSAGE_DUMPED, body, 8, true));
	assert_false(hears(PROC_SURVEY, MESSAGE_DUMPED, body, 8, true));
	assert_true(hears(PROC_SURVEY, MESSAGE_IS_AROUND, NULL, 0, true));
	assert_true(hears(PROC_SURVEY, MESSAGE_IS_AROUND, NULL, 0, false));
	assert_true(hears(PROC_SURVEY, MESSAGE_SURVEYED, NULL, 0, true));
	assert_false(hears(PROC_SURVEY, MESSAGE_SURVEYED, NULL, 0, false));
	assert_false(hears(PROC_SURVEY, MESSAGE_SURVEYED, body, 1, true));
	assert_false(hears(PROC_ENFORCE, MESSAGE_SURVEYED, NULL, 0, true));
	for (size_t i = 0; i < 3; i++) {
		/* None brings us a channel, asks for an apply, or pings. */
		assert_false(
			hears(procs_heard[i], MESSAGE_PEER, body, 1, true));
		assert_false(hears(procs_heard[i], VERB_APPLY, body,
				   sizeof(body), true));
		assert_false(
			hears(procs_heard[i], MESSAGE_PING, NULL, 0, false));
		assert_false(
			hears(procs_heard[i], MESSAGE_READY, body, 1, false));
	}
}

/* An answer that nobody has asked for is let go: it may just be late. */
static void an_answer_without_a_question_is_nothing(void **state)
{
	static const uint8_t body[12] = { 0 };

	(void)state;
	assert_true(hears(PROC_ENFORCE, MESSAGE_ENFORCED, body, 4, false));
	assert_false(self.answer.come);
	assert_true(hears(PROC_VERIFY, MESSAGE_VERIFIED, body, 2, false));
	assert_false(self.answer.come);
}

static void a_tampering_has_its_grammar(void **state)
{
	static const char no_end[] = "\0\0\0\1\0\0\0\1\1nft";
	static const char no_text[] = "\0\0\0\1\0\0\0\1\1n\xff\0found";
	static const char short_one[] = "\0\0\0\1\0\0\0\1";

	(void)state;
	assert_false(hears(PROC_ENFORCE, MESSAGE_TAMPERED, no_end,
			   sizeof(no_end) - 1, false));
	assert_int_equal(self.n_alarms, 0);
	assert_false(hears(PROC_ENFORCE, MESSAGE_TAMPERED, no_text,
			   sizeof(no_text) - 1, false));
	assert_int_equal(self.n_alarms, 0);
	assert_false(hears(PROC_ENFORCE, MESSAGE_TAMPERED, short_one,
			   sizeof(short_one) - 1, false));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_verb_is_heard_from_control),
		cmocka_unit_test(
			a_request_waits_while_the_daemon_works_of_its_own_accord),
		cmocka_unit_test(a_second_one_is_misbehaviour),
		cmocka_unit_test(no_other_type_is),
		cmocka_unit_test(the_descriptor_comes_with_its_verb_alone),
		cmocka_unit_test(a_body_too_long_or_too_short_is_refused),
		cmocka_unit_test(
			an_asker_with_unknown_roles_or_no_name_is_refused),
		cmocka_unit_test(changed_bytes_never_do_harm),
		cmocka_unit_test(garbage_below_the_grammar_ends_it),
		cmocka_unit_test(each_has_its_own_words),
		cmocka_unit_test(an_answer_without_a_question_is_nothing),
		cmocka_unit_test(a_tampering_has_its_grammar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
