"""A proxy on loopback that treats some answers badly: refuses, stalls, cuts off, limits, counts."""
import http.server
import threading
import time
import urllib.error
import urllib.parse
import urllib.request


class Proxy:
    """Forwards to `target`; `rule(number, path, parameters)` names what happens to a request.

    Rules: None forwards; "503", "429" refuse; "stall" says nothing for a while; "cut" ends the body in
    its middle with a length that promises more; "short" ends it in its middle and says that this is
    all; "warn" adds a warning; "422" says there are too many samples; "html" is a page of a portal.
    """

    def __init__(self, target, rule, stall=30, expect=None, delay=0):
        self.target, self.rule, self.stall, self.expect, self.delay = target, rule, stall, expect, delay
        self.count = 0
        self.seen = []
        self.busy = self.most_busy = 0
        self.lock = threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                with outer.lock:
                    outer.count += 1
                    number = outer.count
                    outer.busy += 1
                    outer.most_busy = max(outer.most_busy, outer.busy)
                try:
                    outer.answer(self, number)
                except (BrokenPipeError, ConnectionResetError):
                    pass
                finally:
                    with outer.lock:
                        outer.busy -= 1

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler, number):
        parts = urllib.parse.urlsplit(handler.path)
        parameters = dict(urllib.parse.parse_qsl(parts.query))
        self.seen.append((parts.path, parameters, dict(handler.headers)))
        if self.delay:
            time.sleep(self.delay)
        if self.expect and handler.headers.get(self.expect[0]) != self.expect[1]:
            return self.send(handler, 401, b"who are you?")
        rule = self.rule(number, parts.path, parameters)
        if rule == "503":
            return self.send(handler, 503, b'{"status":"error","errorType":"unavailable","error":"overloaded"}')
        if rule == "429":
            return self.send(handler, 429, b"slow down", {"Retry-After": "1"})
        if rule == "422":
            return self.send(handler, 422, b'{"status":"error","errorType":"execution","error":"query processing would load too many samples into memory in query execution"}')
        if rule == "html":
            return self.send(handler, 200, b"<!DOCTYPE html><html><body>log in</body></html>")
        if rule == "stall":
            time.sleep(self.stall)
            handler.close_connection = True
            return
        request = urllib.request.Request(self.target + handler.path)
        if handler.headers.get("Accept-Encoding") and rule != "warn":
            request.add_header("Accept-Encoding", handler.headers["Accept-Encoding"])
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                status, body, headers = response.status, response.read(), response.headers
        except urllib.error.HTTPError as error:
            status, body, headers = error.code, error.read(), error.headers
        extra = {}
        if headers.get("Content-Encoding"):
            extra["Content-Encoding"] = headers["Content-Encoding"]
        if rule == "warn":
            body = body.rstrip()[:-1] + b',"warnings":["store 10.0.0.7 did not answer"]}'
        if rule == "cut":
            handler.send_response(status)
            handler.send_header("Content-Length", str(len(body)))
            for key, value in extra.items():
                handler.send_header(key, value)
            handler.end_headers()
            handler.wfile.write(body[: len(body) // 2])
            handler.close_connection = True
            return
        if rule == "short":
            body = body[: len(body) * 2 // 3]
        self.send(handler, status, body, extra)

    def send(self, handler, status, body, headers=None):
        handler.send_response(status)
        for key, value in (headers or {}).items():
            handler.send_header(key, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
