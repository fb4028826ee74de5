/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keys_test.c -- tests src/mail/tls/keys.c: what the process answers, and what not
 *
 * The real process in its jail; the test is the outside and the inside, and sets
 * its clock.
 */
#include "mail/tls/keys.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "mail/procs.h"
#include "mail/settings.h"
#include "privsep/channel.h"
#include "privsep/pulse.h"

#include "ahead.h"
#include "life.h"
#include "tls_sample.h"

enum {
	PATIENCE = 30000, /* milliseconds; an answer takes one */
	AN_HOUR = 3600    /* after the certificate was made */
};

static struct {
	pid_t pid;
	int outside, inside, log;
	struct sample *sample;
	uint16_t heard;
	uint32_t id;
	uint8_t sig[LIMIT_SIGNATURE];
	size_t len;
} play;

static uint8_t handshake[64 + 34 + 32];

/* ------ the process ------ */

static int file_with_key(EVP_PKEY *key)
{
	int fd = memfd_create("key", MFD_CLOEXEC);
	BIO *bio = BIO_new(BIO_s_mem());
	char *text;
	long len;

	PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL);
	len = BIO_get_mem_data(bio, &text);
	assert_int_equal(write(fd, text, (size_t)len), len);
	BIO_free(bio);
	return fd;
}

static void start_with(int key)
{
	static struct settings settings;
	int outside[2], inside[2], sealed;

	memset(&settings, 0, sizeof(settings));
	snprintf(settings.certificate, sizeof(settings.certificate), "own.pem");
	snprintf(settings.key, sizeof(settings.key), "own.key");
	snprintf(settings.chain, sizeof(settings.chain), "%s",
		 play.sample->chain);
	settings.who[PROC_KEYS] =
		(struct identity){ geteuid() == 0, 65534, 65534 };
	sealed = settings_seal(&settings);
	assert_int_equal(channel_open(outside, 1 << 20), 0);
	assert_int_equal(channel_open(inside, 1 << 20), 0);
	play.pid = fork();
	assert_true(play.pid >= 0);
	if (play.pid == 0)
		life_lead(keys_main, sealed,
			  (const int[]){ key, outside[1], inside[1] }, 3);
	close(sealed);
	close(key);
	close(outside[1]);
	close(inside[1]);
	play.outside = outside[0];
	play.inside = inside[0];
}

static int start(void **state)
{
	(void)state;
	start_with(file_with_key(play.sample->key));
	return 0;
}

/* How it ended. */
static int wait_for_end(void)
{
	int status;

	close(play.outside);
	close(play.inside);
	assert_int_equal(waitpid(play.pid, &status, 0), play.pid);
	play.pid = 0;
	assert_true(WIFEXITED(status)); /* not by its filter */
	return WEXITSTATUS(status);
}

static int stop(void **state)
{
	(void)state;
	if (play.pid)
		wait_for_end();
	return 0;
}

static int begin(void **state)
{
	tls_key_setup();
	if (ahead_begin(state) < 0)
		return -1;
	play.sample = sample_new("RSA", false);
	memset(handshake, ' ', 64);
	memcpy(handshake + 64, "TLS 1.3, server CertificateVerify", 34);
	return 0;
}

static int end(void **state)
{
	(void)state;
	sample_free(play.sample);
	return 0;
}

/* ------ questions ------ */

static void ask(int channel, uint32_t id, uint16_t scheme, const void *bytes,
		size_t len)
{
	static uint8_t body[2 + LIMIT_TO_SIGN];

	body[0] = (uint8_t)(scheme >> 8);
	body[1] = (uint8_t)scheme;
	memcpy(body + 2, bytes, len);
	assert_int_equal(
		channel_send(channel, KEYS_SIGN, id, body, 2 + len, -1), 0);
}

static bool hear(void *state, struct message *message)
{
	(void)state;
	play.heard = message->type;
	play.id = message->id;
	play.len = message->body_len;
	memcpy(play.sig, message->body, message->body_len);
	return true;
}

static enum channel_verdict listen_to(int channel)
{
	static const struct accept answers[] = {
		{ KEYS_SIGNED, false, 1, LIMIT_SIGNATURE, hear },
		{ KEYS_REFUSED, false, 0, 0, hear },
	};
	struct pollfd polled = { channel, POLLIN, 0 };

	assert_int_equal(poll(&polled, 1, PATIENCE), 1);
	return channel_serve(channel, answers, 2, NULL);
}

/* ------ what it says ------ */

static void start_with_log_and(int key)
{
	int ends[2], own = dup(STDERR_FILENO);

	*ahead = AN_HOUR;
	assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	dup2(ends[1], STDERR_FILENO);
	start_with(key);
	dup2(own, STDERR_FILENO);
	close(own);
	close(ends[1]);
	play.log = ends[0];
}

static int start_with_log(void **state)
{
	(void)state;
	start_with_log_and(file_with_key(play.sample->key));
	return 0;
}

static int stop_with_log(void **state)
{
	*ahead = 0;
	close(play.log);
	return stop(state);
}

/* All that it has said since it was asked; "": nothing. */
static const char *said(void)
{
	static char text[8192];
	ssize_t len = read(play.log, text, sizeof(text) - 1);

	text[len > 0 ? len : 0] = '\0';
	return text;
}

static void a_handshake_of_each_face_is_signed(void **state)
{
	(void)state;
	ask(play.outside, 7, 0x0804, handshake, sizeof(handshake));
	assert_int_equal(listen_to(play.outside), CHANNEL_OK);
	assert_int_equal(play.heard, KEYS_SIGNED);
	assert_int_equal(play.id, 7);
	assert_int_equal(play.len, 256);
	memcpy(handshake + 64, "TLS 1.3, client", 15);
	ask(play.inside, 8, 0x0601, handshake, sizeof(handshake));
	memcpy(handshake + 64, "TLS 1.3, server", 15);
	assert_int_equal(listen_to(play.inside), CHANNEL_OK);
	assert_int_equal(play.heard, KEYS_SIGNED);
	/* An RSA key knows no ECDSA: no mistake of the asking face. */
	ask(play.outside, 9, 0x0403, handshake, sizeof(handshake));
	assert_int_equal(listen_to(play.outside), CHANNEL_OK);
	assert_int_equal(play.heard, KEYS_REFUSED);
	assert_int_equal(wait_for_end(), 1);
}

static void it_waits_for_as_long_as_nobody_asks(void **state)
{
	static const struct timespec rounds = { .tv_sec = PULSE_SECONDS + 1 };

	(void)state;
	nanosleep(&rounds, NULL);
	ask(play.outside, 1, 0x0804, handshake, sizeof(handshake));
	assert_int_equal(listen_to(play.outside), CHANNEL_OK);
	assert_int_equal(play.heard, KEYS_SIGNED);
	assert_int_equal(wait_for_end(), 1);
}

static void a_server_s_handshake_is_none_of_the_inside_s(void **state)
{
	(void)state;
	ask(play.inside, 1, 0x0804, handshake, sizeof(handshake));
	assert_int_equal(listen_to(play.inside), CHANNEL_GONE);
	assert_int_equal(wait_for_end(), 1);
	assert_string_equal(said(), "keys-misled client=1\n");
}

static void whoever_asks_for_more_than_handshakes_ends_it(void **state)
{
	static const char contract[] = "The town owes the bearer.";

	(void)state;
	ask(play.outside, 1, 0x0804, contract, sizeof(contract));
	assert_int_equal(listen_to(play.outside), CHANNEL_GONE);
	assert_int_equal(wait_for_end(), 1);
	assert_string_equal(said(), "keys-misled client=0\n");
}

static void a_face_that_is_gone_has_misled_nobody(void **state)
{
	(void)state;
	ask(play.outside, 1, 0x0804, handshake, sizeof(handshake));
	assert_int_equal(listen_to(play.outside), CHANNEL_OK);
	kill(play.pid, SIGSTOP);
	ask(play.outside, 2, 0x0804, handshake, sizeof(handshake));
	close(play.outside);
	play.outside = dup(play.inside); /* for wait_for_end() */
	kill(play.pid, SIGCONT);
	assert_int_equal(listen_to(play.inside), CHANNEL_GONE);
	assert_int_equal(wait_for_end(), 1);
	assert_string_equal(said(), "");
}

static void mail_is_none_of_its_business(void **state)
{
	(void)state;
	assert_int_equal(channel_send(play.outside, 2, 1, "Subject: x", 10, -1),
			 0);
	assert_int_equal(listen_to(play.outside), CHANNEL_GONE);
	assert_int_equal(wait_for_end(), 1);
}

static time_t monotonic(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

static void a_crowd_of_handshakes_waits_or_is_refused(void **state)
{
	static const char line[] = "signatures-too-often client=0\n";
	unsigned n_signed = 0, n_spells = 0;
	const time_t began = monotonic();
	bool before = true;
	const char *at;

	(void)state;
	/* More than one burst and what ten seconds would add. */
	for (unsigned i = 0; i < 2 * LIMIT_SIGN_BURST; i++) {
		ask(play.outside, i, 0x0804, handshake, sizeof(handshake));
		assert_int_equal(listen_to(play.outside), CHANNEL_OK);
		assert_int_equal(play.id, i);
		n_signed += play.heard == KEYS_SIGNED;
		n_spells += before && play.heard == KEYS_REFUSED;
		before = play.heard == KEYS_SIGNED;
	}
	assert_in_range(n_signed, LIMIT_SIGN_BURST,
			LIMIT_SIGN_BURST +
				LIMIT_SIGN_RATE * (monotonic() - began + 1));
	/* Said when it begins, not of each. */
	for (at = said(); n_spells && strncmp(at, line, strlen(line)) == 0;
	     n_spells--)
		at += strlen(line);
	assert_int_equal(n_spells, 0);
	assert_string_equal(at, "");
	/* The other face has a budget of its own. */
	memcpy(handshake + 64, "TLS 1.3, client", 15);
	ask(play.inside, 1, 0x0804, handshake, sizeof(handshake));
	memcpy(handshake + 64, "TLS 1.3, server", 15);
	assert_int_equal(listen_to(play.inside), CHANNEL_OK);
	assert_int_equal(play.heard, KEYS_SIGNED);
	assert_int_equal(wait_for_end(), 1);
}

/* ------ the certificate's dates ------ */

/* So many days after the start it says that, and nothing else; NULL: nothing. */
static void assert_said(int days, const char *text)
{
	const char *line;

	*ahead = days * 86400 + AN_HOUR;
	ask(play.outside, 1, 0x0804, handshake, sizeof(handshake));
	assert_int_equal(listen_to(play.outside), CHANNEL_OK);
	/* Before it hears the other face it looks at the clock. */
	memcpy(handshake + 64, "TLS 1.3, client", 15);
	ask(play.inside, 2, 0x0804, handshake, sizeof(handshake));
	memcpy(handshake + 64, "TLS 1.3, server", 15);
	assert_int_equal(listen_to(play.inside), CHANNEL_OK);
	line = said();
	if (text ? !strstr(line, text) : line[0])
		fail_msg("not %s, but: %s", text, line);
}

static void its_certificate_s_end_is_said_each_day(void **state)
{
	(void)state;
	assert_said(0, NULL); /* the start's to say */
	assert_said(1, "certificate-ends file=\"own.pem\" days=28 ");
	assert_said(1, NULL);
	assert_said(2, "certificate-ends file=\"own.pem\" days=27 ");
	assert_said(31, "certificate-expired file=\"own.pem\" since=\"20");
	/* A clock that is put right is another day. */
	assert_said(5, "certificate-ends file=\"own.pem\" days=24 ");
	assert_said(32, "certificate-expired ");
	assert_said(33, "certificate-expired ");
	assert_int_equal(wait_for_end(), 1);
}

static void without_a_key_it_does_not_begin(void **state)
{
	int nothing = memfd_create("key", MFD_CLOEXEC);

	(void)state;
	start_with_log_and(nothing);
	assert_int_equal(listen_to(play.outside), CHANNEL_GONE);
	assert_int_equal(wait_for_end(), 1);
	assert_string_equal(said(), "key-unusable file=\"own.key\"\n");
}

#define KEYS_CASE(test) cmocka_unit_test_setup_teardown(test, start, stop)
#define KEYS_LOG_CASE(test) \
	cmocka_unit_test_setup_teardown(test, start_with_log, stop_with_log)

int main(void)
{
	const struct CMUnitTest tests[] = {
		KEYS_CASE(a_handshake_of_each_face_is_signed),
		KEYS_CASE(it_waits_for_as_long_as_nobody_asks),
		KEYS_LOG_CASE(a_server_s_handshake_is_none_of_the_inside_s),
		KEYS_LOG_CASE(whoever_asks_for_more_than_handshakes_ends_it),
		KEYS_LOG_CASE(a_face_that_is_gone_has_misled_nobody),
		KEYS_CASE(mail_is_none_of_its_business),
		KEYS_LOG_CASE(a_crowd_of_handshakes_waits_or_is_refused),
		KEYS_LOG_CASE(its_certificate_s_end_is_said_each_day),
		cmocka_unit_test_teardown(without_a_key_it_does_not_begin,
					  stop_with_log),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
