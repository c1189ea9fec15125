"""Python's http.client: `http_client.py <http: or https:> <port>`. Asks until stdin ends, then prints as JSON what has become of its requests."""
import http.client
import json
import random
import ssl
import sys
import threading
import time

protocol, port = sys.argv[1], int(sys.argv[2])
THREADS = 3
TIMEOUT = 30
IDLE_SECONDS = 0.45  # as in outcomes.ts

over = threading.Event()
lock = threading.Lock()
counts = {}
failed = []


def connection():
    if protocol == "https:":
        return http.client.HTTPSConnection("127.0.0.1", port, timeout=TIMEOUT, context=ssl._create_unverified_context())
    return http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)


def outcome_of(status, body, connected):
    if status == 200:
        return "answered" if body.endswith(b"whole") else "cut short"
    return "refused" if connected == "-" else "502"


def ask(conn, request_id, idle):
    is_reused = conn.sock is not None
    has_begun = False
    try:
        if random.random() < 0.5:
            conn.request("POST", "/" + request_id, body=b"b" * random.randrange(10_000))
        else:
            conn.request("GET", "/" + request_id)
        response = conn.getresponse()
        has_begun = True
        return outcome_of(response.status, response.read(), response.getheader("X-Connected"))
    except ConnectionRefusedError:
        conn.close()
        return "refused"
    except TimeoutError:
        conn.close()
        return "no answer in time"
    except (OSError, http.client.HTTPException):
        conn.close()
        if has_begun:
            return "cut short"
        if not is_reused:
            return "reset on a new connection"
        return "failed on a reused connection" if idle < IDLE_SECONDS else "crossed with the closing"


def client(name):
    conn = connection()
    number = 0
    answered_at = time.monotonic()
    while not over.is_set():
        request_id = f"{name}-{number}"
        number += 1
        outcome = ask(conn, request_id, time.monotonic() - answered_at)
        answered_at = time.monotonic()
        with lock:
            counts[outcome] = counts.get(outcome, 0) + 1
            if outcome not in ("answered", "refused"):
                failed.append([request_id, outcome])
        time.sleep((0.01 if outcome == "refused" else 0) + random.random() * 0.015)
    conn.close()


threads = [threading.Thread(target=client, args=(f"python{i}",)) for i in range(THREADS)]
for thread in threads:
    thread.start()
sys.stdin.read()
over.set()
for thread in threads:
    thread.join()
print(json.dumps({"counts": counts, "failed": failed}))
