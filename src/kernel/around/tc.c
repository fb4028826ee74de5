/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tc.c -- collects what tc(8) hung on the zones' wires: places where
 * packets can be taken, filters there and on the way out, their actions
 *
 * A packet that tc redirects on arrival never meets a rule of nf_tables' inet
 * family; one redirected on its way out has been judged, but leaves elsewhere.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/tc_act/tc_mirred.h>

#include "kernel/around/ask.h"
#include "kernel/around/parts.h"

enum {
	QDISCS_MAX = 256,  /* that are asked for their filters */
	CLASSES_MAX = 4096 /* of one of them */
};

/* ------ queueing disciplines ------ */

static bool is_taking(const char *kind)
{
	return !strcmp(kind, "ingress") || !strcmp(kind, "clsact");
}

static struct around_hook *add_hook(struct around *out,
				    enum around_hook_kind what,
				    const struct tcmsg *head)
{
	struct around_hook *hook;

	if (out->hooks.n == AROUND_HOOKS_MAX)
		return NULL;
	hook = vec_add(&out->arena, &out->hooks);
	hook->what = what;
	hook->link = (uint32_t)head->tcm_ifindex;
	hook->parent = head->tcm_parent;
	return hook;
}

struct qdisc {
	uint32_t link, handle;
	bool taking;
};

/* The dump of all interfaces, kept for a moment: a list for each would be a
 * dump of all of them each time. */
struct qdiscs {
	struct around *out;
	VEC(struct qdisc) list; /* in out's arena */
};

static bool read_qdisc(const struct nlmsghdr *msg, void *ctx)
{
	struct qdiscs *qdiscs = ctx;
	const struct tcmsg *head = ask_header(msg, sizeof(*head));
	const struct around_link *link;
	char kind[AROUND_KIND];
	struct around_hook *hook;
	struct qdisc *qdisc;
	struct ask_attrs a;

	if (msg->nlmsg_type != RTM_NEWQDISC || !head ||
	    !ask_message_attrs(msg, sizeof(*head), &a))
		return true;
	link = around_find_link(qdiscs->out, (uint32_t)head->tcm_ifindex);
	if (!link || !link->carries)
		return true;
	if (qdiscs->list.n == AROUND_HOOKS_MAX)
		return false;
	ask_text(a.at[TCA_KIND], kind, sizeof(kind));
	qdisc = vec_add(&qdiscs->out->arena, &qdiscs->list);
	*qdisc = (struct qdisc){ link->index, head->tcm_handle,
				 is_taking(kind) };
	if (!qdisc->taking)
		return true;
	hook = add_hook(qdiscs->out, HOOK_INGRESS_QDISC, head);
	if (hook)
		memcpy(hook->kind, kind, sizeof(kind));
	return hook != NULL;
}

/* ------ filters and their actions ------ */

/* Where each classifier keeps its actions (linux/pkt_cls.h). */
static const struct {
	const char *kind;
	uint16_t actions;
} classifiers[] = {
	{ "u32", TCA_U32_ACT },       { "matchall", TCA_MATCHALL_ACT },
	{ "flower", TCA_FLOWER_ACT }, { "bpf", TCA_BPF_ACT },
	{ "basic", TCA_BASIC_ACT },   { "fw", TCA_FW_ACT },
	{ "route", TCA_ROUTE4_ACT },  { "flow", TCA_FLOW_ACT },
	{ "cgroup", TCA_CGROUP_ACT },
};

static const struct nlattr *actions_of(const char *kind,
				       const struct nlattr *options)
{
	struct ask_attrs a;

	if (!ask_nest_attrs(options, &a))
		return NULL;
	for (size_t i = 0; i < sizeof(classifiers) / sizeof(*classifiers); i++)
		if (!strcmp(classifiers[i].kind, kind))
			return a.at[classifiers[i].actions];
	return NULL;
}

static uint32_t mirred_target(const struct nlattr *options)
{
	struct tc_mirred mirred;
	struct ask_attrs a;

	if (!ask_nest_attrs(options, &a) || !a.at[TCA_MIRRED_PARMS] ||
	    mnl_attr_get_payload_len(a.at[TCA_MIRRED_PARMS]) < sizeof(mirred))
		return 0;
	memcpy(&mirred, mnl_attr_get_payload(a.at[TCA_MIRRED_PARMS]),
	       sizeof(mirred));
	return mirred.ifindex;
}

static bool read_actions(const struct nlattr *list, const struct tcmsg *head,
			 struct around *out)
{
	struct ask_attrs actions;

	if (!ask_nest_attrs(list, &actions))
		return true;
	for (size_t i = 1; i <= TCA_ACT_MAX_PRIO; i++) {
		struct around_hook *hook;
		struct ask_attrs a;

		if (!ask_nest_attrs(actions.at[i], &a))
			continue;
		hook = add_hook(out, HOOK_ACTION, head);
		if (!hook)
			return false;
		ask_text(a.at[TCA_ACT_KIND], hook->kind, sizeof(hook->kind));
		if (!strcmp(hook->kind, "mirred"))
			hook->target = mirred_target(a.at[TCA_ACT_OPTIONS]);
	}
	return true;
}

struct asked {
	struct around *out;
	uint32_t link, parent;
};

static bool read_filter(const struct nlmsghdr *msg, void *ctx)
{
	struct asked *asked = ctx;
	const struct tcmsg *head = ask_header(msg, sizeof(*head));
	struct around_hook *hook;
	struct tcmsg found;
	struct ask_attrs a;

	if (msg->nlmsg_type != RTM_NEWTFILTER || !head ||
	    !ask_message_attrs(msg, sizeof(*head), &a))
		return true;
	/* A block that several interfaces share bears none of their numbers. */
	found = *head;
	found.tcm_ifindex = (int)asked->link;
	found.tcm_parent = asked->parent;
	hook = add_hook(asked->out, HOOK_FILTER, &found);
	if (!hook)
		return false;
	ask_text(a.at[TCA_KIND], hook->kind, sizeof(hook->kind));
	return read_actions(actions_of(hook->kind, a.at[TCA_OPTIONS]), &found,
			    asked->out);
}

static int ask_filters(struct around_eyes *eyes, uint32_t link, uint32_t parent,
		       struct around *out)
{
	struct asked asked = { out, link, parent };
	const struct tcmsg head = { .tcm_family = AF_UNSPEC,
				    .tcm_ifindex = (int)link,
				    .tcm_parent = parent };
	int r = ask_dump(eyes, RTM_GETTFILTER, &head, sizeof(head), read_filter,
			 &asked);

	/* The interface or the discipline went away: the change wakes us. */
	return r == -ENODEV || r == -EINVAL || r == -ENOENT ? 0 : r;
}

/* Classes that others lie beneath have filters of their own, which the
 * discipline does not list. */
struct classes {
	struct around *out;
	VEC(uint32_t) list; /* in out's arena */
};

static bool read_class(const struct nlmsghdr *msg, void *ctx)
{
	struct classes *classes = ctx;
	const struct tcmsg *head = ask_header(msg, sizeof(*head));

	if (msg->nlmsg_type != RTM_NEWTCLASS || !head)
		return true;
	if (classes->list.n == CLASSES_MAX)
		return false;
	*vec_add(&classes->out->arena, &classes->list) = head->tcm_handle;
	return true;
}

static int ask_classes(struct around_eyes *eyes, const struct qdisc *qdisc,
		       struct around *out)
{
	struct classes classes = { .out = out };
	const struct tcmsg head = { .tcm_family = AF_UNSPEC,
				    .tcm_ifindex = (int)qdisc->link,
				    .tcm_parent = qdisc->handle };
	int r = ask_dump(eyes, RTM_GETTCLASS, &head, sizeof(head), read_class,
			 &classes);

	if (r == -ENODEV)
		r = 0;
	vec_each(class, &classes.list)
		r = ask_worse(r, ask_filters(eyes, qdisc->link, *class, out));
	return r;
}

static int ask_qdisc(struct around_eyes *eyes, const struct qdisc *qdisc,
		     struct around *out)
{
	int r;

	if (!qdisc->taking && qdisc->handle == 0)
		return 0;
	if (!qdisc->taking) {
		r = ask_filters(eyes, qdisc->link, qdisc->handle, out);
		return ask_worse(r, ask_classes(eyes, qdisc, out));
	}
	r = ask_filters(eyes, qdisc->link,
			TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS), out);
	return ask_worse(r, ask_filters(eyes, qdisc->link,
					TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS),
					out));
}

int around_read_tc(struct around_eyes *eyes, struct around *out)
{
	struct qdiscs qdiscs = { .out = out };
	const struct tcmsg head = { .tcm_family = AF_UNSPEC };
	int r = ask_dump(eyes, RTM_GETQDISC, &head, sizeof(head), read_qdisc,
			 &qdiscs);

	for (size_t i = 0; i < qdiscs.list.n; i++)
		r = ask_worse(r,
			      i < QDISCS_MAX
				      ? ask_qdisc(eyes, &qdiscs.list.at[i], out)
				      : -E2BIG);
	return r;
}
