"""Times inspect_ai's own reader on the logs given; prints seconds per log, the best of as many turns as the first argument says, as JSON; null where it refuses."""
import json
import sys
import time

from inspect_ai.log import read_eval_log


def seconds(path):
    start = time.perf_counter()
    read_eval_log(path)
    return time.perf_counter() - start


def best(path):
    try:
        return min(seconds(path) for _ in range(int(sys.argv[1])))
    except Exception as error:  # its schema refuses some real logs
        print(f"{path}: {error}"[:300], file=sys.stderr)
        return None


print(json.dumps([best(path) for path in sys.argv[2:]]))
