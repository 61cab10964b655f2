#!/usr/bin/env bash
# Asks a counter to mail the report that is due; mailed and "already mailed" are both success.
# COUNTER_URL: where the counter answers. REPORT_URL: the same with /report, read where that is not set.
# REPORT_TOKEN: its token, never printed and never an argument, since every process on a machine can
# read the arguments of the others.
# REPORT_DELAYS: seconds before each further try (default "5 15 45"; "" means one try).
# Promises to end with 1 when no report was mailed, or when nobody can tell, with the server's own words.
set -euo pipefail

# $1: what is wrong; $2: what became of the report, when it is not certain that there was none.
fail() {
  local outcome="${2:-No report was mailed}"
  # GitHub shows its own kind of line on the page of the run; `%` starts an escape there.
  [[ -z ${GITHUB_ACTIONS:-} ]] || printf '::error title=%s::%s\n' "$outcome" "${1//%/%25}"
  printf '%s. %s\n' "$outcome" "$1" >&2
  exit 1
}

# What was pasted with a line break or a carriage return at its end is meant without.
trim() {
  local text="${1#"${1%%[![:space:]]*}"}"
  printf '%s' "${text%"${text##*[![:space:]]}"}"
}

address_name='COUNTER_URL'
counter_url="$(trim "${COUNTER_URL:-}")"
if [[ -z $counter_url && -n $(trim "${REPORT_URL:-}") ]]; then
  address_name='REPORT_URL'
  counter_url="$(trim "$REPORT_URL")"
fi
# People paste the address that they know: the report's own, or with a slash at its end.
counter_url="${counter_url%%[?#]*}"
counter_url="${counter_url%/}"
counter_url="${counter_url%/report}"
counter_url="${counter_url%/}"
report_token="${REPORT_TOKEN:-}"
report_token="${report_token%$'\n'}"
report_token="${report_token%$'\r'}"
[[ -n $counter_url ]] || fail 'COUNTER_URL is not set: name the address of your counter in the variable COUNTER_URL.'
[[ -n $report_token ]] || fail 'REPORT_TOKEN is not set: store the token of your counter in the secret REPORT_TOKEN.'
[[ $report_token != *[$'\n\r']* ]] || fail 'REPORT_TOKEN has a line break inside: store it again as one line.'
case $counter_url in
  https://* | http://127.0.0.1[:/]* | http://localhost[:/]*) ;;
  *) fail "$address_name must start with https://, so that nobody on the way can read the token." ;;
esac
unset REPORT_TOKEN # curl needs it on its standard input only, not in its environment

# A file as one short line, for people. With a wrong address anything may answer, an echo too.
read_words() {
  local words
  words="$(tr -c '[:print:]' ' ' <"$1")"
  words="${words//"$report_token"/***}"
  printf '%s' "${words:0:300}"
}

# Sets `status`: the HTTP status, or 000 when there was no answer; and `curl_code`, curl's own word for that.
ask() {
  : >"$reply_file"
  curl_code=0
  status="$(
    printf 'Authorization: Bearer %s\n' "$report_token" |
      curl --silent --show-error --header @- --data '' \
        --user-agent 'visitor-counter-daily-report/1' \
        --connect-timeout 10 --max-time 40 --max-filesize 65536 \
        --output "$reply_file" --write-out '%{http_code}' \
        "$counter_url/report?once=due" 2>"$trouble_file"
  )" || { curl_code=$?; status=000; }
}

# What curl ends with before it sends anything (curl(1), EXIT CODES): no way to the server, no handshake,
# no certificate to trust, or a command or a library that cannot ask.
not_sent='^(1|2|3|4|5|6|7|35|53|54|58|59|60|66|77|82|83|90|91|97|98)$'

# Whether the try that has just ended may have mailed, although it did not say so. A `conflict` came before
# the day was claimed.
may_have_mailed() {
  case $status in
    000) [[ ! $curl_code =~ $not_sent ]] ;;
    408 | 5??) [[ $(tr -d '[:space:]' <"$reply_file") != '{"ok":false,"error":"conflict"}' ]] ;;
    *) false ;;
  esac
}

work_folder="$(mktemp -d)"
trap 'rm -rf "$work_folder"' EXIT
reply_file="$work_folder/reply"
trouble_file="$work_folder/trouble"

# Repeating does no harm: once=due claims its day, week or month in the document, and only one claim wins. But a claim whose
# mail was not confirmed is kept, so a later "already" may speak of our own try: of a mail that never went.
unclear_words=''
for delay in ${REPORT_DELAYS-5 15 45} last; do
  ask
  case $status in
    200) break ;;
    000) words="There was no answer: $(read_words "$trouble_file")" ;;
    *) words="The server answered $status: $(read_words "$reply_file")" ;;
  esac
  case $status in
    000 | 408 | 429 | 5??) ;;
    *) fail "$words" ;; # a wrong token or address does not become right by waiting
  esac
  if may_have_mailed; then unclear_words="$words"; fi
  [[ $delay != last ]] || fail "$words" "${unclear_words:+Nobody can tell whether a report was mailed}"
  printf '%s - trying again in %s s\n' "$words" "$delay"
  sleep "$delay"
done

# Any web page answers 200; only the counter says what it did.
reply="$(tr -d '[:space:]' <"$reply_file")"
case $reply in
  '{"ok":true,"report":true'[,}]*) echo 'The report was mailed.' ;;
  '{"ok":true,'*'"already":true'[,}]*)
    [[ -z $unclear_words ]] || fail "An earlier try of this run took the report that was due and did not tell what became of it: \
look into your inbox. When no mail is there, send it from the dashboard, or with \"npm run --silent cli -- report\". \
$unclear_words" 'Nobody can tell whether a report was mailed'
    echo 'The report that was due had been mailed already.'
    ;;
  *) fail "$address_name leads to something that is no counter: $(read_words "$reply_file")" ;;
esac
