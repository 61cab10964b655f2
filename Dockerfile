# Oracle's own Node images: the first stage has what a build needs, the second what a run needs.
FROM fnproject/node:24-dev AS build
WORKDIR /function
COPY package.json package-lock.json .npmrc ./
# The bundle and what bundles it; without what tests, serves and deploys: 46 MB for 700.
RUN npm ci --omit=dev
COPY . .
RUN npm run build:function

FROM fnproject/node:24
WORKDIR /function
COPY --from=build /function/dist/function/ ./
# OCI runs functions as a user of its own, who must be able to read them.
RUN chmod -R o+r /function
ENTRYPOINT ["node", "func.js"]
