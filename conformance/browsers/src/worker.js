"use strict";
importScripts("/fetcher.js");
onmessage = async ({ data }) => postMessage(await perform(data));
