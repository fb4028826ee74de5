/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * extack.c -- the kernel's refusal, printed at the policy line it is about
 */
#include "kernel/netlink/extack.h"

#include <errno.h>
#include <string.h>

#include <libmnl/libmnl.h>

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

#include "kernel/netlink/attr.h"
#include "kernel/netlink/batch.h"

static void read_tlvs(const struct nlmsghdr *msg, size_t from,
		      struct extack *out)
{
	const struct nlattr *attr;

	for (struct walk w = walk_message(msg, from); (attr = walk_next(&w));) {
		uint16_t type = mnl_attr_get_type(attr);
		uint16_t len = mnl_attr_get_payload_len(attr);

		if (type == NLMSGERR_ATTR_OFFS && len >= sizeof(uint32_t))
			out->offset = mnl_attr_get_u32(attr);
		else if (type == NLMSGERR_ATTR_MSG && len > 0 &&
			 memchr(mnl_attr_get_payload(attr), '\0', len))
			out->words = mnl_attr_get_str(attr);
	}
}

bool extack_read(const struct nlmsghdr *msg, struct extack *out)
{
	const struct nlmsgerr *error = mnl_nlmsg_get_payload(msg);
	size_t from = sizeof(*error);

	if (mnl_nlmsg_get_payload_len(msg) < sizeof(*error))
		return false;
	*out = (struct extack){ .error = error->error, .words = "" };
	/* Without NLM_F_CAPPED the whole refused message comes first. */
	if (!(msg->nlmsg_flags & NLM_F_CAPPED) &&
	    error->msg.nlmsg_len > sizeof(error->msg))
		from += attr_align(error->msg.nlmsg_len) - sizeof(error->msg);
	if (msg->nlmsg_flags & NLM_F_ACK_TLVS)
		read_tlvs(msg, from, out);
	return true;
}

/* The element that the offset points to, or NULL. */
static const struct element *find_element(const struct place *place,
					  const struct nlmsghdr *sent,
					  uint32_t offset)
{
	const struct nlattr *attr;
	struct attrs attrs;
	size_t i = 0;

	if (!place->set || !sent || !offset ||
	    !attrs_of_message(sent, &attrs) ||
	    !attrs.at[NFTA_SET_ELEM_LIST_ELEMENTS])
		return NULL;
	for (struct walk w = walk_nest(attrs.at[NFTA_SET_ELEM_LIST_ELEMENTS]);
	     (attr = walk_next(&w));) {
		if ((const char *)attr - (const char *)sent == offset)
			break;
		i++;
	}
	i = place->first + i / place->parts;
	return i < place->set->elements.n ? &place->set->elements.at[i] : NULL;
}

static const char *explain(int error)
{
	switch (-error) {
	case EEXIST:
		return "it overlaps or contradicts another one";
	case ENOENT:
		return "something it refers to does not exist, or this kernel lacks a feature";
	case EOPNOTSUPP:
	case EPROTONOSUPPORT:
		return "this kernel lacks the feature";
	case ENOMEM:
	case ENOSPC:
		return "there is not enough memory";
	case EMLINK:
		return "too many chains follow each other";
	default:
		return strerror(-error);
	}
}

void extack_report(const struct extack *said, const struct place *place,
		   const struct nlmsghdr *sent, struct diags *diags)
{
	const struct element *element = find_element(place, sent, said->offset);
	struct loc at = element ? element->at : place->at;

	diag_error(diags, at, "kernel-refused",
		   "the kernel refuses %s '%s'%s%s: %s (%s)", place->kind,
		   place->name, element && element->comment ? ", entry " : "",
		   element && element->comment ? element->comment : "",
		   *said->words ? said->words : explain(said->error),
		   strerrorname_np(-said->error) ? strerrorname_np(-said->error)
						 : "unknown error");
}
