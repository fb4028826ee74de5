/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * index_test.c -- tests src/daemon/engine/index.c with a whole municipality
 */
#include "daemon/engine/index.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/must.h"

static struct policy policy;
static uint8_t *packed;
static size_t packed_len;

static int setup(void **state)
{
	const struct policy_options options = { .rules = "rules",
						.now = 1800000000 };
	struct diags diags = { 0 };
	int fd = memfd_create("index", MFD_CLOEXEC);

	(void)state;
	must(policy_load("conf/small-town.conf", &options, &policy, &diags));
	diags_finish(&diags);
	must(index_write(&policy, options.now, fd) == 0);
	packed_len = (size_t)lseek(fd, 0, SEEK_END);
	packed = xcalloc(packed_len, 1);
	must(pread(fd, packed, packed_len, 0) == (ssize_t)packed_len);
	return close(fd);
}

static int teardown(void **state)
{
	(void)state;
	free(packed);
	policy_finish(&policy);
	return 0;
}

/* The entry of that id; all zero: none. */
static struct index_entry find(const struct index *index, const char *id)
{
	vec_each(entry, &index->entries)
		if (!strcmp(entry->id, id))
			return *entry;
	return (struct index_entry){ 0 };
}

static void every_entry_keeps_its_number_and_its_end(void **state)
{
	struct index index;

	(void)state;
	assert_true(index_unpack(packed, packed_len, &index));
	assert_int_equal(index.utc_offset, policy.utc_offset);
	assert_int_equal(index.entries.n, policy.n_entries);
	for (uint32_t n = 1; n <= policy.n_entries; n++) {
		const char *id = index_entry_id(&index, n);

		assert_string_equal(id, policy_entry_id(&policy, n));
		assert_int_equal(find(&index, id).number, n);
	}
	vec_each(flow, &policy.flows)
		assert_int_equal(find(&index, flow->id).until,
				 flow->approval.valid_until);
	assert_null(index_entry_id(&index, policy.n_entries + 1));
	assert_int_equal(find(&index, "nobody").number, 0);
	index_finish(&index);
}

static void every_zone_keeps_its_interfaces_and_addresses(void **state)
{
	struct index index;

	(void)state;
	assert_true(index_unpack(packed, packed_len, &index));
	assert_int_equal(index.zones.n, policy.zones.n);
	vec_each(zone, &policy.zones) {
		const struct index_zone *as =
			index_find_zone(&index, zone->name);

		assert_string_equal(as->label, zone->label);
		assert_int_equal(as->interfaces.n, zone->interfaces.n);
		for (size_t i = 0; i < zone->interfaces.n; i++)
			assert_string_equal(as->interfaces.at[i],
					    zone->interfaces.at[i]);
		assert_true(as->addresses.n > 0);
		assert_int_equal(as->addresses.n, zone->space.n);
		for (size_t i = 0; i < zone->space.n; i++)
			assert_int_equal(range_cmp(&as->addresses.at[i],
						   &zone->space.at[i]),
					 0);
	}
	assert_null(index_find_zone(&index, "nobody"));
	index_finish(&index);
}

static void every_host_and_contact_is_there(void **state)
{
	struct index index;

	(void)state;
	assert_true(index_unpack(packed, packed_len, &index));
	assert_int_equal(index.hosts.n, policy.hosts.n);
	vec_each(host, &policy.hosts) {
		const struct index_host *as =
			index_find_host(&index, host->name);

		assert_string_equal(as->zone, host->zone->name);
		assert_int_equal(as->addresses.n, host->addresses.n);
		assert_int_equal(addr_cmp(&as->addresses.at[0].first,
					  &host->addresses.at[0]),
				 0);
		assert_true(range_is_single(&as->addresses.at[0]));
	}
	assert_null(index_find_host(&index, "nobody"));
	assert_int_equal(index.contacts.n, policy.contacts.n);
	for (size_t i = 0; i < index.contacts.n; i++) {
		assert_string_equal(index.contacts.at[i].name,
				    policy.contacts.at[i].name);
		assert_string_equal(index.contacts.at[i].phone,
				    policy.contacts.at[i].phone);
	}
	index_finish(&index);
}

static void what_ends_early_or_late_is_none(void **state)
{
	struct index index = { 0 };
	uint8_t *longer = xcalloc(packed_len + 1, 1);

	(void)state;
	for (size_t len = 0; len < packed_len; len++) {
		assert_false(index_unpack(packed, len, &index));
		assert_null(index.arena.blocks);
	}
	memcpy(longer, packed, packed_len);
	assert_false(index_unpack(longer, packed_len + 1, &index));
	free(longer);
}

/* Whatever a byte becomes: refused, or read and ended without harm. */
static void a_changed_byte_does_no_harm(void **state)
{
	uint8_t *other = xcalloc(packed_len, 1);
	struct index index;

	(void)state;
	memcpy(other, packed, packed_len);
	for (size_t i = 0; i < packed_len; i++) {
		other[i] ^= 0xff;
		if (index_unpack(other, packed_len, &index))
			index_finish(&index);
		other[i] ^= 0xff;
	}
	free(other);
}

/* u32 offset, u64 step, no entries, one zone without texts and interfaces, a
 * range. */
static void an_address_range_is_of_one_family_and_ascends(void **state)
{
	uint8_t bytes[4 + 8 + 4 + 4 + 2 + 2 + 4 + 4 + 34 + 4 + 4] = { 0 };
	uint8_t *range = bytes + 32;
	struct index index;

	(void)state;
	bytes[19] = 1; /* zones */
	bytes[31] = 1; /* ranges */
	range[0] = FAMILY_IPV4;
	range[17] = FAMILY_IPV4;
	assert_true(index_unpack(bytes, sizeof(bytes), &index));
	index_finish(&index);
	range[17] = FAMILY_IPV6;
	assert_false(index_unpack(bytes, sizeof(bytes), &index));
	range[17] = FAMILY_IPV4;
	range[1] = 10; /* first: 10.0.0.0, last: 0.0.0.0 */
	assert_false(index_unpack(bytes, sizeof(bytes), &index));
	range[18] = 10;
	assert_true(index_unpack(bytes, sizeof(bytes), &index));
	index_finish(&index);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_entry_keeps_its_number_and_its_end),
		cmocka_unit_test(every_zone_keeps_its_interfaces_and_addresses),
		cmocka_unit_test(every_host_and_contact_is_there),
		cmocka_unit_test(what_ends_early_or_late_is_none),
		cmocka_unit_test(a_changed_byte_does_no_harm),
		cmocka_unit_test(an_address_range_is_of_one_family_and_ascends),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
