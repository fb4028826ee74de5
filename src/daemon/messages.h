/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * messages.h -- what the daemon's processes say to each other
 *
 * Over privsep/channel.h, numbers big-endian, each type with its row in the
 * receiver's accept table. The engine asks, the others answer with the id of
 * the question; what they say unasked bears id 0. A "text" is UTF-8, the rest
 * of the body. Large things travel as sealed memfds.
 */
#pragma once

enum daemon_message {
	/* parent <-> each: are you there? No body. */
	MESSAGE_PING = 0x200,
	MESSAGE_PONG,

	/* parent -> engine: u8 enum proc, with the engine's end of the channel
	 * to it: it has been started, or started again. */
	MESSAGE_PEER,

	/* engine -> parent: the gateway stands; u32: by that generation, 0:
	 * closed, for there is none. Again whenever that changes. */
	MESSAGE_READY,

	/* control -> parent, id the client: u32 uid, u32 pid, who is that? And
	 * back, with that id: u32 uid of the person, the name. */
	MESSAGE_ASK_NAME,
	MESSAGE_NAME,

	/*
	 * control -> engine: type is the verb (control/request.h), id the
	 * client, body a packed asker and a packed request, with the
	 * client's descriptor. engine -> control: ANSWER_SAID, ANSWER_DONE
	 * with that id.
	 */

	/*
	 * engine -> enforce. Each is answered by MESSAGE_ENFORCED: i32 result
	 * (0 or -errno), then a text: reasons, a line each. See enforce.h.
	 */
	MESSAGE_LOOK = 0x300, /* own the table; what is held? -> MESSAGE_HELD */
	MESSAGE_HOLD, /* fd: packed; u64 age in ms; u8: 0 it should be in force,
			       * 1 it should be pending. -> MESSAGE_COMPARED */
	MESSAGE_LOAD, /* fd: packed; u64 age in ms; then facts */
	MESSAGE_SWITCH, /* u64: timeout in ms; 0: lasting. What was loaded */
	MESSAGE_CONFIRM,
	MESSAGE_EXTEND, /* u64: timeout in ms */
	MESSAGE_REVERT,
	MESSAGE_CHECK,       /* everything, deep -> MESSAGE_COMPARED */
	MESSAGE_OTHERS,      /* foreign tables -> MESSAGE_COMPARED, each line
			      * "cut ", "open " or "deceive " and what */
	MESSAGE_CONNECTIONS, /* -> MESSAGE_CONNECTED */
	MESSAGE_CUT, /* u32 mark, u32 mask, u8 enum enforce_cut, with an array
		      * but for CUT_MARKED -> MESSAGE_WAS_CUT */
	MESSAGE_ISOLATION, /* fd: packed isolation; an empty one ends it */
	MESSAGE_UNLOAD,    /* what was loaded is not wanted */
	MESSAGE_DUMP,      /* u8 1: with live connections; all of nf_tables ->
			    * MESSAGE_DUMPED */

	/* enforce -> engine */
	MESSAGE_ENFORCED,
	MESSAGE_HELD,      /* struct enforce_held, see enforce.h */
	MESSAGE_COMPARED,  /* i32 result (1 same, 0 not, -errno), then a text: a
			    * line for each finding */
	MESSAGE_CONNECTED, /* fd: an array of struct connection; u32: how many */
	MESSAGE_WAS_CUT,  /* i32 result, u32 how many, u32 left; fd: an array of
			    * struct cut_count (kernel/live/cut.h), if any */
	MESSAGE_TAMPERED, /* unasked: u32 pid, u32 microseconds to heal, u8 1:
			    * healed; then a text: by whom, NUL, a line for
			    * each finding */
	MESSAGE_LAPSED,   /* unasked: the pending generation has ended */
	MESSAGE_CHANGED, /* unasked: others have changed theirs, now and then */
	MESSAGE_DUMPED,  /* i32 result (-ECANCELED: something came that could
			    * not wait), u32 the kernel's generation; fd where
			    * it is 0: a dump file (proof/rules/dump_file.h) */

	/* engine -> survey: fd: packed expectation. survey -> engine: fd: the
	 * packed list of findings, whenever it changes. */
	MESSAGE_EXPECT = 0x400,
	MESSAGE_SURVEYED,
	/* engine -> survey: what is around? survey -> engine: fd: a dump file
	 * of links and facts alone, if it could be made. */
	MESSAGE_AROUND,
	MESSAGE_IS_AROUND,

	/* engine -> verify: fd: keys, text and signature (verify.h).
	 * verify -> engine: name, NUL, key fingerprint as text; or why not. */
	MESSAGE_VERIFY = 0x500,
	MESSAGE_VERIFIED,
	MESSAGE_NOT_VERIFIED,
};
