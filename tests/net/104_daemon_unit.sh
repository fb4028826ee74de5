#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 104_daemon_unit.sh -- the daemon lacks nothing with what its unit leaves it

. "${0%/*}/../lib/netns.sh"
lab_enter "$@"
need inet ct vmap_timeout concat_interval nflog setpriv
. "${0%/*}/../lib/daemon.sh"
[ "$(id -u)" = 0 ] || skip 'root, to be several users'
unit=$SEKISHO_CONF/systemd/sekishod.service
cd "$LAB_DIR"

bounds=-all$(sed -n 's/^CapabilityBoundingSet=//p' "$unit" |
	sed 's/CAP_\([A-Z_]*\) */,+\1/g' | tr 'A-Z' 'a-z')
mkdir unit
cat >unit/sekishod <<-SH
	#!/bin/sh
	exec setpriv --bounding-set $bounds --no-new-privs $(command -v sekishod) "\$@"
SH
chmod +x unit/sekishod
PATH=$LAB_DIR/unit:$PATH
gateway_add gw

check 'the unit leaves it some capabilities and not all' \
	grep -q -e '-all,+net_admin,' unit/sekishod
check 'the daemon stands' daemon_start gw
check 'enforce is urgent' [ "$(ps -o ni= -p "$(daemon_process enforce)" |
	tr -d ' ')" = -20 ]
check_fails '… and nothing says that it is not' grep not-urgent "$daemon_log"
check 'it is stopped' daemon_stop
lab_end
