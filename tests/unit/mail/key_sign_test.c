/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * key_sign_test.c -- tests src/mail/tls/key_sign.c and src/mail/tls/keys_ask.c
 */
#include "mail/tls/key_sign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "mail/tls/keys.h"
#include "privsep/channel.h"

#include "said.h"
#include "tls_sample.h"

static uint8_t handshake[64 + 34 + 32];

static int begin(void **state)
{
	(void)state;
	tls_key_setup();
	memset(handshake, ' ', 64);
	memcpy(handshake + 64, "TLS 1.3, server CertificateVerify", 34);
	return 0;
}

/* ------ the key ------ */

static int file_with(const char *text)
{
	int fd = memfd_create("key", MFD_CLOEXEC);

	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	return fd;
}

static char *pem_of(EVP_PKEY *key, const EVP_CIPHER *cipher)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *at, *text;
	long len;

	PEM_write_bio_PKCS8PrivateKey(bio, key, cipher, "password", 8, NULL,
				      NULL);
	len = BIO_get_mem_data(bio, &at);
	text = calloc(1, (size_t)len + 1);
	memcpy(text, at, (size_t)len);
	BIO_free(bio);
	return text;
}

static EVP_PKEY *key_again(EVP_PKEY *key, const EVP_CIPHER *cipher)
{
	char *text = pem_of(key, cipher);
	int fd = file_with(text);
	EVP_PKEY *again = key_read(fd);

	close(fd);
	free(text);
	return again;
}

static void a_key_is_read_if_it_is_rsa_or_ec_without_a_password(void **state)
{
	struct sample *ec = sample_new("EC", false);
	EVP_PKEY *other = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	EVP_PKEY *again = key_again(ec->key, NULL);
	int fd = file_with("no key\n");

	(void)state;
	assert_int_equal(EVP_PKEY_eq(again, ec->key), 1);
	assert_null(key_again(ec->key, EVP_aes_128_cbc()));
	assert_null(key_again(other, NULL));
	assert_null(key_read(fd));
	close(fd);
	EVP_PKEY_free(again);
	EVP_PKEY_free(other);
	sample_free(ec);
}

static void a_handshake_is_signed_and_verifies(void **state)
{
	struct sample *rsa = sample_new("RSA", false);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *how;
	uint8_t sig[LIMIT_SIGNATURE];
	size_t len = sizeof(sig);

	(void)state;
	assert_int_equal(
		key_sign(rsa->key,
			 &(struct key_question){ false, 0x0804, handshake,
						 sizeof(handshake) },
			 sig, &len),
		KEY_SIGNED);
	assert_int_equal(EVP_DigestVerifyInit_ex(ctx, &how, "SHA256", NULL,
						 NULL, rsa->key, NULL),
			 1);
	EVP_PKEY_CTX_set_rsa_padding(how, 6); /* RSA_PKCS1_PSS_PADDING */
	assert_int_equal(
		EVP_DigestVerify(ctx, sig, len, handshake, sizeof(handshake)),
		1);
	EVP_MD_CTX_free(ctx);
	sample_free(rsa);
}

static void what_is_no_handshake_of_that_face_is_not_signed(void **state)
{
	struct sample *ec = sample_new("EC", false);
	uint8_t sig[LIMIT_SIGNATURE];
	size_t len = sizeof(sig);

	(void)state;
	assert_int_equal(
		key_sign(ec->key,
			 &(struct key_question){ true, 0x0403, handshake,
						 sizeof(handshake) },
			 sig, &len),
		KEY_NOT_TLS);
	assert_int_equal(
		key_sign(ec->key,
			 &(struct key_question){ false, 0x0403, handshake, 32 },
			 sig, &len),
		KEY_NOT_TLS);
	assert_int_equal(
		key_sign(ec->key,
			 &(struct key_question){ false, 0x0203, handshake,
						 sizeof(handshake) },
			 sig, &len),
		KEY_NOT_TLS);
	assert_int_equal(
		key_sign(ec->key,
			 &(struct key_question){ false, 0x0804, handshake,
						 sizeof(handshake) },
			 sig, &len),
		KEY_UNFIT);
	len = 8;
	assert_int_equal(
		key_sign(ec->key,
			 &(struct key_question){ false, 0x0403, handshake,
						 sizeof(handshake) },
			 sig, &len),
		KEY_UNFIT);
	sample_free(ec);
}

static void signatures_have_a_rate(void **state)
{
	struct key_budget budget = { 0 };
	unsigned n = 0;

	(void)state;
	while (key_budget_take(&budget, 1000))
		n++;
	assert_int_equal(n, LIMIT_SIGN_BURST);
	assert_false(key_budget_take(&budget, 1000));
	for (n = 0; key_budget_take(&budget, 1001); n++)
		;
	assert_int_equal(n, LIMIT_SIGN_RATE);
	for (n = 0; key_budget_take(&budget, 100000); n++)
		;
	assert_int_equal(n, LIMIT_SIGN_BURST);
	/* A clock that went back gives nothing. */
	assert_false(key_budget_take(&budget, 99999));
}

/* ------ who asks for it ------ */

struct desk {
	int ends[2];
	struct keys_asker asker;
	uint8_t sig[LIMIT_SIGNATURE];
	size_t len;
};

static void open_desk(struct desk *desk)
{
	assert_int_equal(channel_open(desk->ends, 1 << 20), 0);
	assert_true(keys_asker_begin(&desk->asker, desk->ends[0]));
	assert_int_equal(channel_make_waiting(desk->ends[0], 50), 0);
	desk->len = sizeof(desk->sig);
}

static void close_desk(struct desk *desk)
{
	close(desk->ends[0]);
	if (desk->ends[1] >= 0)
		close(desk->ends[1]);
}

static bool ask(struct desk *desk)
{
	const struct tls_signer *signer = &desk->asker.signer;

	return signer->sign(signer->arg, 0x0403, handshake, sizeof(handshake),
			    desk->sig, &desk->len);
}

static void answer(struct desk *desk, uint16_t type, uint32_t id,
		   const char *text)
{
	assert_int_equal(
		channel_send(desk->ends[1], type, id, text, strlen(text), -1),
		0);
}

static bool take_question(void *arg, struct message *message)
{
	(void)arg;
	assert_int_equal(message->body[0] << 8 | message->body[1], 0x0403);
	assert_int_equal(message->body_len, 2 + sizeof(handshake));
	assert_memory_equal(message->body + 2, handshake, sizeof(handshake));
	return true;
}

static void the_answer_to_the_question_is_the_signature(void **state)
{
	static const struct accept questions[] = {
		{ KEYS_SIGN, false, 0, CHANNEL_BODY, take_question },
	};
	struct desk desk;

	(void)state;
	open_desk(&desk);
	answer(&desk, KEYS_SIGNED, 1, "signature");
	said_begin();
	assert_true(ask(&desk));
	assert_string_equal(said_end(), "");
	assert_int_equal(desk.len, 9);
	assert_memory_equal(desk.sig, "signature", 9);
	/* As long as what asked has room for. */
	answer(&desk, KEYS_SIGNED, 2, "the other");
	assert_true(ask(&desk));
	assert_memory_equal(desk.sig, "the other", 9);
	assert_int_equal(channel_serve(desk.ends[1], questions, 1, NULL),
			 CHANNEL_OK);
	close_desk(&desk);
}

static void an_answer_that_is_late_is_nobody_elses(void **state)
{
	struct desk desk;

	(void)state;
	open_desk(&desk);
	assert_false(ask(&desk));
	answer(&desk, KEYS_SIGNED, 1, "late");
	answer(&desk, KEYS_REFUSED, 1, "");
	answer(&desk, KEYS_SIGNED, 2, "right");
	assert_true(ask(&desk));
	assert_memory_equal(desk.sig, "right", 5);
	close_desk(&desk);
}

static void no_answer_is_no_signature(void **state)
{
	struct desk desk;

	(void)state;
	open_desk(&desk);
	answer(&desk, KEYS_REFUSED, 1, "");
	said_begin();
	assert_false(ask(&desk));
	assert_string_equal(said_end(),
			    "signature-missing answered=1 channel=0\n");
	answer(&desk, 99, 2, "what");
	assert_false(ask(&desk));
	/* Longer than what asked has room for. */
	desk.len = 4;
	answer(&desk, KEYS_SIGNED, 3, "signature");
	answer(&desk, KEYS_SIGNED, 3, "sig");
	assert_false(ask(&desk));
	close(desk.ends[1]);
	desk.ends[1] = -1;
	assert_false(ask(&desk));
	close_desk(&desk);
}

static void what_is_longer_than_any_handshake_is_not_asked(void **state)
{
	static const uint8_t bytes[LIMIT_TO_SIGN + 1];
	const struct tls_signer *signer;
	struct desk desk;
	uint8_t first;

	(void)state;
	open_desk(&desk);
	signer = &desk.asker.signer;
	answer(&desk, KEYS_SIGNED, 1, "signature");
	assert_true(signer->sign(signer->arg, 0x0403, bytes, LIMIT_TO_SIGN,
				 desk.sig, &desk.len));
	assert_true(recv(desk.ends[1], &first, 1, MSG_DONTWAIT) > 0);
	answer(&desk, KEYS_SIGNED, 2, "signature");
	assert_false(signer->sign(signer->arg, 0x0403, bytes, LIMIT_TO_SIGN + 1,
				  desk.sig, &desk.len));
	assert_int_equal(recv(desk.ends[1], &first, 1, MSG_DONTWAIT), -1);
	close_desk(&desk);
	assert_false(keys_asker_begin(&desk.asker, -1));
}

/* Meanwhile a face serves nobody. */
static time_t patience(const struct desk *desk)
{
	struct timeval time = { 0 };
	socklen_t len = sizeof(time);

	assert_int_equal(
		getsockopt(desk->ends[0], SOL_SOCKET, SO_RCVTIMEO, &time, &len),
		0);
	return time.tv_sec * 1000 + time.tv_usec / 1000;
}

static void once_peers_come_it_is_not_waited_for_long(void **state)
{
	struct desk desk;

	(void)state;
	assert_int_equal(channel_open(desk.ends, 1 << 20), 0);
	assert_true(keys_asker_begin(&desk.asker, desk.ends[0]));
	assert_int_equal(patience(&desk), LIMIT_SIGN_START);
	assert_true(keys_asker_hurry(&desk.asker));
	assert_int_equal(patience(&desk), LIMIT_SIGN_WAIT);
	close_desk(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_key_is_read_if_it_is_rsa_or_ec_without_a_password),
		cmocka_unit_test(a_handshake_is_signed_and_verifies),
		cmocka_unit_test(
			what_is_no_handshake_of_that_face_is_not_signed),
		cmocka_unit_test(signatures_have_a_rate),
		cmocka_unit_test(the_answer_to_the_question_is_the_signature),
		cmocka_unit_test(an_answer_that_is_late_is_nobody_elses),
		cmocka_unit_test(no_answer_is_no_signature),
		cmocka_unit_test(
			what_is_longer_than_any_handshake_is_not_asked),
		cmocka_unit_test(once_peers_come_it_is_not_waited_for_long),
	};

	return cmocka_run_group_tests(tests, begin, NULL);
}
