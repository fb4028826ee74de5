/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * handed.c -- listening sockets, and the folders of the store
 */
#include "mail/handed.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "mail/settings.h"

enum {
	BACKLOG = 256,
	MODE = 0700 /* of the store's folders */
};

/* ------ peers ------ */

socklen_t socket_address(struct sockaddr_storage *out, const struct addr *addr,
			 uint16_t port)
{
	struct sockaddr_in *v4 = (void *)out;
	struct sockaddr_in6 *v6 = (void *)out;

	memset(out, 0, sizeof(*out));
	if (addr->family == FAMILY_IPV4) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(port);
		memcpy(&v4->sin_addr, addr->bytes, 4);
		return sizeof(*v4);
	}
	v6->sin6_family = AF_INET6;
	v6->sin6_port = htons(port);
	memcpy(&v6->sin6_addr, addr->bytes, 16);
	return sizeof(*v6);
}

int socket_open(const struct addr *addr)
{
	int fd = socket(addr->family == FAMILY_IPV4 ? AF_INET : AF_INET6,
			SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	return fd < 0 ? -errno : fd;
}

static int open_listener(const struct settings *settings)
{
	_cleanup_(fd_closep) int fd = socket_open(&settings->listen);
	struct sockaddr_storage address;
	socklen_t len;
	const int on = 1;

	if (fd < 0)
		return log_errno(fd, "socket");
	len = socket_address(&address, &settings->listen,
			     settings->listen_port);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&address, len) < 0 ||
	    listen(fd, BACKLOG) < 0)
		return log_errno(-errno, "listen port=%u",
				 settings->listen_port);
	return take_fd(&fd);
}

/* ------ operators ------ */

/* The folder that sockets of several relays are in. */
static int make_folder(const char *path)
{
	char folder[PATH_MAX];
	char *end;

	snprintf(folder, sizeof(folder), "%s", path);
	end = strrchr(folder, '/');
	if (end)
		*end = '\0';
	if (mkdir(folder, 0755) < 0 && errno != EEXIST)
		return log_errno(-errno, "mkdir %s", folder);
	return 0;
}

static int open_control(const char *path)
{
	_cleanup_(fd_closep) int fd = socket(
		AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (fd < 0)
		return log_errno(-errno, "socket");
	if (strlen(path) >= sizeof(address.sun_path))
		return log_errno(-ENAMETOOLONG, "socket %s", path);
	memcpy(address.sun_path, path, strlen(path));
	if (make_folder(path) < 0)
		return -ENOENT;
	if (unlink(path) < 0 && errno != ENOENT)
		return log_errno(-errno, "unlink %s", path);
	/* Who may ask what, control decides by who it is (SO_PEERCRED). */
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    chmod(path, 0666) < 0 || listen(fd, BACKLOG) < 0)
		return log_errno(-errno, "listen %s", path);
	return take_fd(&fd);
}

/* ------ the store ------ */

/* As root: the store's own, whoever made it. */
static int give(int fd, const struct identity *who)
{
	struct stat is;

	if (fstat(fd, &is) < 0)
		return -1;
	if (who->known && (is.st_uid != who->uid || is.st_gid != who->gid) &&
	    fchown(fd, who->uid, who->gid) < 0)
		return -1;
	return (is.st_mode & 07777) == MODE ? 0 : fchmod(fd, MODE);
}

static int open_folder(const char *store, const char *name,
		       const struct identity *who)
{
	_cleanup_(fd_closep) int fd = -1;
	char path[PATH_MAX + 16];

	snprintf(path, sizeof(path), "%s/%s", store, name);
	if (mkdir(path, MODE) < 0 && errno != EEXIST)
		return log_errno(-errno, "mkdir %s", path);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return log_errno(-errno, "open %s", path);
	if (give(fd, who) < 0)
		return log_errno(-errno, "chown %s", path);
	return take_fd(&fd);
}

/* The folder around them stays ours, so that none can be put in their place. */
static int open_store(struct handed *handed, const struct settings *settings)
{
	const struct identity *who = &settings->who[PROC_STORE];

	if (mkdir(settings->store, MODE) < 0 && errno != EEXIST)
		return log_errno(-errno, "mkdir %s", settings->store);
	handed->originals = open_folder(settings->store, "originals", who);
	if (handed->originals < 0)
		return handed->originals;
	handed->journal = open_folder(settings->store, "journal", who);
	return handed->journal < 0 ? handed->journal : 0;
}

/* ------ the private key ------ */

static int open_key(const char *path)
{
	_cleanup_(fd_closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat is;

	if (fd < 0 || fstat(fd, &is) < 0)
		return log_errno(-errno, "open %s", path);
	if (!S_ISREG(is.st_mode) || is.st_mode & S_IRWXO)
		return log_errno(-EPERM, "key %s: no file, or everybody's",
				 path);
	return take_fd(&fd);
}

/* ------ all of it ------ */

int handed_open(struct handed *handed, const struct settings *settings)
{
	int r = 0;

	*handed = (struct handed){ -1, -1, -1, -1, -1, -1 };
	handed->sealed = settings_seal(settings);
	if (handed->sealed < 0)
		return log_errno(handed->sealed, "memfd");
	handed->listen = open_listener(settings);
	if (handed->listen < 0)
		return handed->listen;
	if (settings_runs(settings, PROC_STORE))
		r = open_store(handed, settings);
	if (r == 0 && settings_runs(settings, PROC_KEYS)) {
		handed->key = open_key(settings->key);
		r = handed->key < 0 ? handed->key : 0;
	}
	if (r < 0 || !settings_runs(settings, PROC_CONTROL))
		return r;
	handed->control = open_control(settings->control);
	return handed->control < 0 ? handed->control : 0;
}

void handed_close(struct handed *handed)
{
	fd_closep(&handed->sealed);
	fd_closep(&handed->listen);
	fd_closep(&handed->originals);
	fd_closep(&handed->key);
	fd_closep(&handed->journal);
	fd_closep(&handed->control);
}
