# SPDX-License-Identifier: GPL-3.0-or-later
#
# midnight.sh -- a time zone in which a day ends with the next full minute
#
# To be read when all else is ready: what is said before midnight has three
# quarters of a minute at least, and a minute more at most.
#
#	. "${0%/*}/../lib/midnight.sh"
#	echo "timezone = \"$zone\"; valid_until = \"$(local_date -1 +%F)\";"
#	…
#	midnight_comes

midnight=$(($(date +%s) / 60 * 60 + 60))
[ $((midnight - $(date +%s))) -ge 45 ] || midnight=$((midnight + 60))
zone_minutes=$((midnight / 60 % 1440))
if [ $zone_minutes -le 720 ]; then
	zone=$(printf -- '-%02d:%02d' $((zone_minutes / 60)) $((zone_minutes % 60)))
	zone_east=$((-60 * zone_minutes))
else
	zone_minutes=$((1440 - zone_minutes))
	zone=$(printf '+%02d:%02d' $((zone_minutes / 60)) $((zone_minutes % 60)))
	zone_east=$((60 * zone_minutes))
fi
echo "# midnight is at $(date -u -d @$midnight +%T) UTC, in zone $zone"

local_date() # SECONDS-FROM-MIDNIGHT FORMAT
{
	LC_ALL=C date -u -d "@$((midnight + zone_east + $1))" "$2"
}

midnight_comes()
{
	sleep "$(awk -v end=$midnight -v now="$(date +%s.%N)" \
		'BEGIN { printf "%.3f", (end > now ? end - now + 0.1 : 0) }')"
}

# Live conversations of pc with app's ports, of both families, TCP and UDP; as
# NAME=PID in $started.
converse() # PORT…
{
	started=
	for port; do
		for addr in 10.1.0.5 fd00:1::5; do
			for proto in tcp udp; do
				spawn pc talk live $proto $addr $port >"$proto-$addr-$port"
				started="$started $proto-$addr-$port=$!"
			done
		done
	done
	await begun $(for one in $started; do echo "${one%=*}"; done)
}

# Those of port 7 were never interrupted, all others ended at midnight.
conversations_were_heard()
{
	for one in $started; do
		kill -TERM "${one#*=}" 2>/dev/null || : # its end was noticed already
	done
	for one in $started; do
		name=${one%=*}
		case $name in
		*-7) check "untouched by midnight: $name" lives "$name" "${one#*=}" ;;
		*) check "ended at midnight: $name" ended "$name" "${one#*=}" ;;
		esac
	done
}

lives() # NAME PID
{
	wait "$2" || return 1
	cat "$1"
	grep -q 'again=0$' "$1"
}

ended() # NAME PID
{
	! wait "$2" || return 1
	cat "$1"
	on_time "$1"
}

# on_time FILE: what talk(1) wrote there was heard until midnight, at most a
# second less, beside the longest time that it did not run; and not after.
on_time()
{
	awk -v end=$midnight 'BEGIN { bad = 1 }
		/last=/ {
			split($2, gap, "=")
			split($3, last, "=")
			late = last[2] - end
			printf "%.3f s after midnight\n", late
			bad = late <= -1.1 - gap[2] / 1000 || late >= 0.1
		}
		END { exit bad }' "$1"
}
