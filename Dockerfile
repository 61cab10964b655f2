# Oracle's own Node images: the first stage has what a build needs, the second what a run needs.
FROM fnproject/node:24-dev AS build
WORKDIR /function
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build:function

FROM fnproject/node:24
WORKDIR /function
COPY --from=build /function/dist/function/ ./
# OCI runs functions as a user of its own, who must be able to read them.
RUN chmod -R o+r /function
ENTRYPOINT ["node", "func.js"]
