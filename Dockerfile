# The build has what only building needs; the image that is shipped has neither.
FROM node:24-slim AS build
WORKDIR /app
COPY . .
RUN npm ci && npm pack --ignore-scripts && mkdir /ship && npm install --prefix /ship --omit=dev --ignore-scripts ./runledger-*.tgz

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 DATA_DIR=/data DRAIN_NOTICE_MS=3000
RUN mkdir /data && chown node:node /data && chmod 700 /data
COPY --from=build /ship /app
WORKDIR /app
USER node
VOLUME /data
EXPOSE 4000
# Without curl: whether the database answers and all migrations are in.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "node_modules/runledger/bin/runledger.js"]
CMD ["serve"]
