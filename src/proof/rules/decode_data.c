/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode_data.c -- what goes into registers: values, and verdicts
 */
#include "proof/rules/decode_parts.h"

enum {
	DATA_VALUE = 1,
	DATA_VERDICT = 2,
	VERDICT_CODE = 1,
	VERDICT_CHAIN = 2,

	/* NF_DROP … and NFT_CONTINUE …: what a verdict's code may be. */
	CODE_DROP = 0,
	CODE_ACCEPT = 1,
	CODE_QUEUE = 3,
	CODE_MASK = 0xff,
	CODE_CONTINUE = -1,
	CODE_BREAK = -2,
	CODE_JUMP = -3,
	CODE_GOTO = -4,
	CODE_RETURN = -5,
};

bool decode_data(struct decoder *d, struct nf_bytes nest, struct nf_bytes *out)
{
	struct decode_attrs attrs;

	if (!decode_index(nest, &attrs) || attrs.unknown ||
	    !attrs.at[DATA_VALUE].at || attrs.at[DATA_VERDICT].at)
		return decode_fail(d, "data that are no value");
	*out = attrs.at[DATA_VALUE];
	return true;
}

bool decode_is_verdict(struct nf_bytes nest)
{
	struct decode_walk walk = decode_walk(nest);
	struct decode_attr attr;

	return decode_next(&walk, &attr) && attr.type == DATA_VERDICT;
}

static enum nf_verdict_kind verdict_of(int32_t code)
{
	switch (code) {
	case CODE_ACCEPT:
		return NF_VERDICT_ACCEPT;
	case CODE_CONTINUE:
		return NF_VERDICT_CONTINUE;
	case CODE_BREAK:
		return NF_VERDICT_BREAK;
	case CODE_JUMP:
		return NF_VERDICT_JUMP;
	case CODE_GOTO:
		return NF_VERDICT_GOTO;
	case CODE_RETURN:
		return NF_VERDICT_RETURN;
	default:
		break;
	}
	/* Above the lowest byte: an error to report, a queue's number. */
	if (code >= 0 && (code & CODE_MASK) == CODE_QUEUE)
		return NF_VERDICT_QUEUE;
	return code == CODE_DROP ? NF_VERDICT_DROP : NF_VERDICT_STRANGE;
}

static bool find_target(struct decoder *d, struct nf_bytes name,
			struct nf_verdict *out)
{
	bool jumps =
		out->kind == NF_VERDICT_JUMP || out->kind == NF_VERDICT_GOTO;
	const char *text;

	if (jumps != (name.at != NULL))
		return decode_fail(d, "a verdict with half a jump");
	if (!jumps)
		return true;
	if (!decode_name(d, name, &text))
		return false;
	out->chain = rules_find_chain(d->table, text);
	return out->chain || decode_fail(d, "a jump to a chain that is not "
					    "there");
}

bool decode_verdict(struct decoder *d, struct nf_bytes nest,
		    struct nf_verdict *out, bool *strange)
{
	struct decode_attrs attrs;
	struct nf_bytes inside;
	uint32_t code;

	if (!decode_index(nest, &attrs) || !attrs.at[DATA_VERDICT].at ||
	    attrs.at[DATA_VALUE].at)
		return decode_fail(d, "data that are no verdict");
	inside = attrs.at[DATA_VERDICT];
	if (!decode_known(d, inside, 1 << VERDICT_CODE | 1 << VERDICT_CHAIN,
			  &attrs, strange))
		return false;
	if (!attrs.at[VERDICT_CODE].at ||
	    !decode_u32(attrs.at[VERDICT_CODE], &code))
		return decode_fail(d, "a verdict without a code");
	*out = (struct nf_verdict){ .code = (int32_t)code,
				    .kind = verdict_of((int32_t)code) };
	*strange |= out->kind == NF_VERDICT_STRANGE;
	return find_target(d, attrs.at[VERDICT_CHAIN], out);
}
