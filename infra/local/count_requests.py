"""Counts what functions ask of AWS: a proxy on loopback between them and the emulator.

  count_requests.py PORT EMULATOR_PORT     GET /counts gives the counts so far, DELETE /counts begins anew
"""

import collections
import http.client
import http.server
import json
import sys
import threading

PORT, EMULATOR = int(sys.argv[1]), int(sys.argv[2])
counts, lock = collections.Counter(), threading.Lock()


def name(method, path, headers):
    target = headers.get("X-Amz-Target", "")
    if target:
        service, _, operation = target.partition(".")
        return f"{service.split('_')[0]} {operation}"
    if "/v2/email/" in path:
        return "SES SendEmail"
    if "sns" in headers.get("Authorization", "").lower():
        return "SNS Publish"
    return f"S3 {method}"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, headers, body):
        self.send_response(status)
        for key, value in headers:
            if key.lower() not in ("transfer-encoding", "connection", "content-length"):
                self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_any(self):
        if self.path == "/counts":
            with lock:
                body = json.dumps(dict(sorted(counts.items()))).encode()
                if self.command == "DELETE":
                    counts.clear()
            return self.answer(200, [("Content-Type", "application/json")], body)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with lock:
            counts[name(self.command, self.path, self.headers)] += 1
        onward = http.client.HTTPConnection("127.0.0.1", EMULATOR, timeout=120)
        onward.request(self.command, self.path, body, dict(self.headers))
        reply = onward.getresponse()
        self.answer(reply.status, reply.getheaders(), reply.read())

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any


http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
