// Performs a step and says what a script sees of it. For windows and workers.
"use strict";

const PATIENCE = 15000;

function perform(step) {
  const late = new Promise((done) =>
    setTimeout(() => done({ outcome: "late" }), PATIENCE));
  const made = WAYS[step.by](step).catch((error) => ({
    outcome: "failed",
    error: String(error),
  }));
  return Promise.race([made, late]);
}

const WAYS = {
  async fetch(step) {
    const { method, headers, credentials, mode, redirect, body } = step;
    const init = { method, headers, credentials, mode, redirect };
    if (body !== null) init.body = body;
    const response = await fetch(step.url, init);
    if (response.type !== "cors") return { outcome: response.type };
    return {
      outcome: "read",
      status: response.status,
      headers: [...response.headers].map(([name]) => name),
      body: await (step.streamed ? pieces(response.body) : response.text()),
    };
  },

  xhr(step) {
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open(step.method, step.url);
      request.withCredentials = step.credentials === "include";
      for (const [name, value] of step.headers) {
        request.setRequestHeader(name, value);
      }
      if (step.listens) request.upload.addEventListener("progress", () => {});
      request.onerror = () => done({ outcome: "failed", error: "error" });
      request.onload = () => {
        const lines = request.getAllResponseHeaders().split("\r\n");
        const names = lines.filter((line) => line).map((line) => line.split(":")[0]);
        done({
          outcome: "read",
          status: request.status,
          headers: names.map((name) => name.toLowerCase()),
          body: request.responseText,
        });
      };
      request.send(step.body);
    });
  },

  eventsource(step) {
    return new Promise((done) => {
      const withCredentials = step.credentials === "include";
      const source = new EventSource(step.url, { withCredentials });
      source.onmessage = (event) => {
        source.close();
        done({ outcome: "read", body: event.data });
      };
      source.onerror = () => {
        source.close();
        done({ outcome: "failed", error: "error" });
      };
    });
  },

  // An image that a canvas may be read of is one that the page may read.
  image(step) {
    return element(step, new Image(), "src", (image) => {
      const canvas = document.createElement("canvas");
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      try {
        context.getImageData(0, 0, 1, 1);
        return "read";
      } catch {
        return "opaque";
      }
    });
  },

  script(step) {
    const script = document.createElement("script");
    return element(step, script, "src", () => (script.crossOrigin ? "read" : "opaque"));
  },

  stylesheet(step) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    return element(step, link, "href", (link) => {
      try {
        void link.sheet.cssRules.length;
        return "read";
      } catch {
        return "opaque";
      }
    });
  },

  async module(step) {
    const module = await import(step.url);
    return { outcome: "read", body: module.default };
  },
};

function element(step, made, address, outcome) {
  return new Promise((done) => {
    if (step.mode === "cors") {
      made.crossOrigin = step.credentials === "include" ? "use-credentials" : "anonymous";
    }
    made.onload = () => {
      done({ outcome: outcome(made) });
      made.remove();
    };
    made.onerror = () => {
      done({ outcome: "failed", error: "error" });
      made.remove();
    };
    made[address] = step.url;
    if (!(made instanceof Image)) document.head.append(made);
  });
}

async function pieces(stream) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
  }
}
