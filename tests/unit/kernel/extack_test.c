/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * extack_test.c -- tests src/kernel/netlink/extack.c
 */
#include "kernel/netlink/extack.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <libmnl/libmnl.h>

#include <linux/netfilter/nf_tables.h>
#include <linux/netlink.h>

#include "kernel/netlink/attr.h"
#include "kernel/put/set.h"

#include "sample.h"

/* An error as the kernel sends it, with NETLINK_EXT_ACK and CAP_ACK. */
static struct nlmsghdr *answer(uint8_t *room, int error, uint32_t offset,
			       const char *words)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(room);
	struct nlmsgerr *body = mnl_nlmsg_put_extra_header(msg, sizeof(*body));

	msg->nlmsg_type = NLMSG_ERROR;
	msg->nlmsg_flags = NLM_F_CAPPED | NLM_F_ACK_TLVS;
	body->error = error;
	if (offset)
		attr_put(msg, NLMSGERR_ATTR_OFFS, &offset, sizeof(offset));
	if (words)
		attr_put_text(msg, NLMSGERR_ATTR_MSG, words);
	return msg;
}

/* Where the n-th element begins in a message. */
static uint32_t offset_of(const struct nlmsghdr *msg, size_t n)
{
	const struct nlattr *element = NULL;
	struct attrs attrs;

	assert_true(attrs_of_message(msg, &attrs));
	for (struct walk w = walk_nest(attrs.at[NFTA_SET_ELEM_LIST_ELEMENTS]);
	     n-- + 1 > 0 && (element = walk_next(&w));)
		;
	return (uint32_t)((const uint8_t *)element - (const uint8_t *)msg);
}

/* The line that an error at the n-th element of the set is printed at. */
static uint32_t line_of(const char *name, size_t n)
{
	struct ruleset ruleset;
	struct batch batch;
	struct diags diags = { 0 };
	uint8_t room[512];
	struct extack said;
	uint32_t line;

	sample_ruleset(&ruleset);
	sample_batch(&batch);
	put_elements(&batch, TABLE_GATE, sample_set(&ruleset, name), 0);
	assert_true(extack_read(answer(room, -EEXIST,
				       offset_of(sample_message(&batch, 0), n),
				       NULL),
				&said));
	extack_report(&said, &batch.places.at[0], sample_message(&batch, 0),
		      &diags);
	assert_int_equal(diags.n_errors, 1);
	assert_string_equal(diags.list.at[0].slug, "kernel-refused");
	line = diags.list.at[0].at.line;
	diags_finish(&diags);
	batch_finish(&batch);
	ruleset_finish(&ruleset);
	return line;
}

static void a_refused_element_is_said_at_its_own_line(void **state)
{
	(void)state;
	assert_int_equal(line_of("g7_exact4", 0), 20);
	assert_int_equal(line_of("g7_exact4", 1), 21);
	assert_int_equal(line_of("g7_exact4", 2), 22);
}

static void beginning_and_end_of_a_range_are_one_element(void **state)
{
	(void)state;
	assert_int_equal(line_of("g7_line4", 0), 20);
	assert_int_equal(line_of("g7_line4", 1), 20);
	assert_int_equal(line_of("g7_line4", 2), 21);
	assert_int_equal(line_of("g7_line4", 5), 22);
}

static void the_kernels_own_words_are_printed(void **state)
{
	const struct place place = { .at = { "p.conf", 7, 0 },
				     .kind = "chain",
				     .name = "g7_all" };
	struct diags diags = { 0 };
	uint8_t room[512];
	struct extack said;

	(void)state;
	assert_true(
		extack_read(answer(room, -EINVAL, 0, "No such thing"), &said));
	extack_report(&said, &place, NULL, &diags);
	assert_int_equal(diags.list.at[0].at.line, 7);
	assert_non_null(strstr(diags.list.at[0].text, "No such thing"));
	assert_non_null(strstr(diags.list.at[0].text, "EINVAL"));
	diags_finish(&diags);
}

static void a_cut_answer_is_no_answer(void **state)
{
	uint8_t room[512];
	struct nlmsghdr *msg = answer(room, -EINVAL, 24, "words");
	struct extack said;

	(void)state;
	for (uint32_t len = sizeof(*msg); len < msg->nlmsg_len; len++) {
		uint8_t copy[512];
		struct nlmsghdr *cut = (void *)copy;

		memcpy(copy, room, sizeof(copy));
		cut->nlmsg_len = len;
		if (extack_read(cut, &said))
			assert_int_equal(said.error, -EINVAL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_refused_element_is_said_at_its_own_line),
		cmocka_unit_test(beginning_and_end_of_a_range_are_one_element),
		cmocka_unit_test(the_kernels_own_words_are_printed),
		cmocka_unit_test(a_cut_answer_is_no_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
