"""Chromium without a window, spoken to over two pipes: pages opened, clicked, asked, drawn."""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

NAMES = ("chromium", "chromium-browser", "google-chrome")


def program():
    """The browser's path, None when there is none."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


class Browser:
    """One browser with one page. What the page prints to its console is kept in `errors`."""

    def __init__(self, width=1280, height=900):
        self.folder = tempfile.TemporaryDirectory(prefix="wtsim browser ")
        to_read, self.to = os.pipe()
        self.back, to_write = os.pipe()
        for end in (to_read, to_write):
            os.set_inheritable(end, True)
        command = (f'exec "$0" --headless=new --no-sandbox --disable-gpu --hide-scrollbars '
                   f'--disable-dev-shm-usage --no-first-run --remote-debugging-pipe '
                   f'--user-data-dir="$1" --window-size={width},{height} about:blank '
                   f'3<&{to_read} 4>&{to_write}')
        self.process = subprocess.Popen(["sh", "-c", command, program(), self.folder.name],
                                        pass_fds=(to_read, to_write),
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.text, self.number, self.session, self.errors, self.events = b"", 0, None, [], []
        pages = self.call("Target.getTargets")["targetInfos"]
        page = next(target for target in pages if target["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=page["targetId"],
                                 flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def close(self):
        """Ends the browser."""
        self.process.kill()
        self.process.wait()
        os.close(self.to)
        os.close(self.back)
        shutil.rmtree(self.folder.name, ignore_errors=True)

    def read(self, seconds):
        """The next message, None when none comes in time."""
        end = time.monotonic() + seconds
        while b"\0" not in self.text:
            if not select.select([self.back], [], [], max(0, end - time.monotonic()))[0]:
                return None
            more = os.read(self.back, 1 << 20)
            if not more:
                raise ConnectionError("the browser has ended")
            self.text += more
        one, self.text = self.text.split(b"\0", 1)
        return json.loads(one)

    def notice(self, message):
        """An event: errors are kept, the rest counted."""
        what, details = message.get("method", ""), message.get("params", {})
        self.events.append(what)
        if what == "Runtime.exceptionThrown":
            self.errors.append(details["exceptionDetails"].get("exception", {}).get("description")
                               or details["exceptionDetails"]["text"])
        elif what == "Runtime.consoleAPICalled" and details["type"] in ("error", "warning"):
            self.errors.append(json.dumps(details["args"]))
        elif what == "Log.entryAdded" and details["entry"]["level"] in ("error", "warning"):
            self.errors.append(details["entry"]["text"])
        elif what == "Network.requestWillBeSent":
            url = details["request"]["url"]
            if not url.startswith(("file:", "data:", "about:")):
                self.errors.append(f"asks the network for {url}")

    def call(self, method, **parameters):
        """One command and its result."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session and not method.startswith("Target."):
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read(60)
            if answer is None:
                raise TimeoutError(method)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.notice(answer)

    def open(self, path):
        """Loads a file and waits until it is there."""
        self.events.clear()
        self.call("Page.navigate", url="file://" + os.path.abspath(path).replace(" ", "%20"))
        while "Page.loadEventFired" not in self.events:
            message = self.read(60)
            if message is None:
                raise TimeoutError(path)
            self.notice(message)

    def ask(self, expression):
        """The value of an expression in the page."""
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"]["exception"].get("description"))
        return result["result"].get("value")

    def click(self, x, y):
        """A press of the left button at a place of the window."""
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left",
                      clickCount=1)

    def key(self, name):
        """A key, pressed and let go."""
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=name, code=name,
                      windowsVirtualKeyCode={"Tab": 9, "Enter": 13, "ArrowLeft": 37,
                                             "ArrowUp": 38, "ArrowRight": 39,
                                             "ArrowDown": 40}.get(name, 0))

    def emulate(self, width, height, dark=False, media=""):
        """How large the window is, dark or light, screen or paper."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", media=media,
                  features=[{"name": "prefers-color-scheme",
                             "value": "dark" if dark else "light"}])

    def picture(self, path, selector=None):
        """The page, or one element of it, as PNG."""
        clip = {}
        if selector:
            box = self.ask(f"(()=>{{const b=document.querySelector({json.dumps(selector)})"
                           ".getBoundingClientRect();return {x:b.x+scrollX,y:b.y+scrollY,"
                           "width:b.width,height:b.height,scale:1}})()")
            clip = {"clip": box, "captureBeyondViewport": True}
        data = self.call("Page.captureScreenshot", format="png", **clip)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
