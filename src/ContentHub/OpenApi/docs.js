// The explorer: asks as the session cookie says, or with the token pasted under "Authorize".
(() => {
  "use strict";
  const key = "contenthub.docs.token";
  const csrf = document.querySelector("meta[name=csrf-token]").content;

  const remember = (token, system) => {
    if (token) sessionStorage.setItem(key, token);
    else sessionStorage.removeItem(key);
    system.specActions.download("/openapi.json");   // what the new caller may do
  };

  const followToken = () => ({
    statePlugins: {
      auth: {
        wrapActions: {
          authorize: (authorize, system) => given => {
            const result = authorize(given);
            remember(given.token && given.token.value, system);
            return result;
          },
          logout: (logout, system) => names => {
            const result = logout(names);
            remember(null, system);
            return result;
          },
        },
      },
    },
  });

  window.ui = SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#explorer",
    validatorUrl: null,
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    filter: true,
    plugins: [followToken],
    requestInterceptor: request => {
      const token = sessionStorage.getItem(key);
      if (token) request.headers.Authorization = `Bearer ${token}`;
      else if (csrf && request.method && !["GET", "HEAD"].includes(request.method.toUpperCase())) request.headers["X-CSRF-TOKEN"] = csrf;
      return request;
    },
  });
})();
