// Generated from rest-v5.json by generate/main.ts; do not edit.
// Origin: EMQX 5.8.1, github.com/emqx/emqx-docs, redocly/ce-en.json (release-5.8), Apache License 2.0.

export interface paths {
    "/authentication": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description List authenticators for global authentication. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": (components["schemas"]["authn.ldap_deprecated"] | components["schemas"]["authn.ldap"] | components["schemas"]["authn.scram"] | components["schemas"]["authn.jwt_jwks"] | components["schemas"]["authn.jwt_public_key"] | components["schemas"]["authn.jwt_hmac"] | components["schemas"]["authn.http_post"] | components["schemas"]["authn.http_get"] | components["schemas"]["authn.redis_sentinel"] | components["schemas"]["authn.redis_cluster"] | components["schemas"]["authn.redis_single"] | components["schemas"]["authn.mongo_sharded"] | components["schemas"]["authn.mongo_rs"] | components["schemas"]["authn.mongo_single"] | components["schemas"]["authn.postgresql"] | components["schemas"]["authn.mysql"] | components["schemas"]["authn.builtin_db"])[];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        /** @description Create authenticator for global authentication. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["authn.ldap_deprecated"] | components["schemas"]["authn.ldap"] | components["schemas"]["authn.scram"] | components["schemas"]["authn.jwt_jwks"] | components["schemas"]["authn.jwt_public_key"] | components["schemas"]["authn.jwt_hmac"] | components["schemas"]["authn.http_post"] | components["schemas"]["authn.http_get"] | components["schemas"]["authn.redis_sentinel"] | components["schemas"]["authn.redis_cluster"] | components["schemas"]["authn.redis_single"] | components["schemas"]["authn.mongo_sharded"] | components["schemas"]["authn.mongo_rs"] | components["schemas"]["authn.mongo_single"] | components["schemas"]["authn.postgresql"] | components["schemas"]["authn.mysql"] | components["schemas"]["authn.builtin_db_api"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["authn.ldap_deprecated"] | components["schemas"]["authn.ldap"] | components["schemas"]["authn.scram"] | components["schemas"]["authn.jwt_jwks"] | components["schemas"]["authn.jwt_public_key"] | components["schemas"]["authn.jwt_hmac"] | components["schemas"]["authn.http_post"] | components["schemas"]["authn.http_get"] | components["schemas"]["authn.redis_sentinel"] | components["schemas"]["authn.redis_cluster"] | components["schemas"]["authn.redis_single"] | components["schemas"]["authn.mongo_sharded"] | components["schemas"]["authn.mongo_rs"] | components["schemas"]["authn.mongo_single"] | components["schemas"]["authn.postgresql"] | components["schemas"]["authn.mysql"] | components["schemas"]["authn.builtin_db"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_REQUEST";
                            /** @description Bad Request */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "ALREADY_EXISTS";
                            /** @description ALREADY_EXISTS */
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/authentication/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Get authenticator from global authentication chain. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Authenticator ID. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["authn.ldap_deprecated"] | components["schemas"]["authn.ldap"] | components["schemas"]["authn.scram"] | components["schemas"]["authn.jwt_jwks"] | components["schemas"]["authn.jwt_public_key"] | components["schemas"]["authn.jwt_hmac"] | components["schemas"]["authn.http_post"] | components["schemas"]["authn.http_get"] | components["schemas"]["authn.redis_sentinel"] | components["schemas"]["authn.redis_cluster"] | components["schemas"]["authn.redis_single"] | components["schemas"]["authn.mongo_sharded"] | components["schemas"]["authn.mongo_rs"] | components["schemas"]["authn.mongo_single"] | components["schemas"]["authn.postgresql"] | components["schemas"]["authn.mysql"] | components["schemas"]["authn.builtin_db"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "NOT_FOUND";
                            /** @description Not Found */
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        /** @description Update authenticator from global authentication chain. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Authenticator ID. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["authn.ldap_deprecated"] | components["schemas"]["authn.ldap"] | components["schemas"]["authn.scram"] | components["schemas"]["authn.jwt_jwks"] | components["schemas"]["authn.jwt_public_key"] | components["schemas"]["authn.jwt_hmac"] | components["schemas"]["authn.http_post"] | components["schemas"]["authn.http_get"] | components["schemas"]["authn.redis_sentinel"] | components["schemas"]["authn.redis_cluster"] | components["schemas"]["authn.redis_single"] | components["schemas"]["authn.mongo_sharded"] | components["schemas"]["authn.mongo_rs"] | components["schemas"]["authn.mongo_single"] | components["schemas"]["authn.postgresql"] | components["schemas"]["authn.mysql"] | components["schemas"]["authn.builtin_db_api"];
                };
            };
            responses: {
                /** @description Authenticator updated */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_REQUEST";
                            /** @description Bad Request */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "NOT_FOUND";
                            /** @description Not Found */
                            message?: string;
                        };
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "ALREADY_EXISTS";
                            /** @description ALREADY_EXISTS */
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        post?: never;
        /** @description Delete authenticator from global authentication chain. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Authenticator ID. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Authenticator deleted */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/authorization/cache": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** @description Clean all authorization cache in the cluster. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_REQUEST";
                            /** @description Bad Request */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/authorization/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Get authorization settings */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            cache?: components["schemas"]["emqx.authz_cache"];
                            /**
                             * @description The action when the authorization check rejects an operation.
                             * @default ignore
                             * @enum {string}
                             */
                            deny_action: "ignore" | "disconnect";
                            /**
                             * @description Default access control action if the user or client matches no ACL rules,<br/>or if no such user or client is found by the configurable authorization<br/>sources such as built_in_database, an HTTP API, or a query against PostgreSQL.<br/>Find more details in 'authorization.sources' config.
                             * @default allow
                             * @enum {string}
                             */
                            no_match: "allow" | "deny";
                        };
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        /** @description Update authorization settings */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        cache: components["schemas"]["emqx.authz_cache"];
                        /**
                         * @description The action when the authorization check rejects an operation.
                         * @default ignore
                         * @enum {string}
                         */
                        deny_action: "ignore" | "disconnect";
                        /**
                         * @description Default access control action if the user or client matches no ACL rules,<br/>or if no such user or client is found by the configurable authorization<br/>sources such as built_in_database, an HTTP API, or a query against PostgreSQL.<br/>Find more details in 'authorization.sources' config.
                         * @default allow
                         * @enum {string}
                         */
                        no_match: "allow" | "deny";
                    };
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            cache?: components["schemas"]["emqx.authz_cache"];
                            /**
                             * @description The action when the authorization check rejects an operation.
                             * @default ignore
                             * @enum {string}
                             */
                            deny_action: "ignore" | "disconnect";
                            /**
                             * @description Default access control action if the user or client matches no ACL rules,<br/>or if no such user or client is found by the configurable authorization<br/>sources such as built_in_database, an HTTP API, or a query against PostgreSQL.<br/>Find more details in 'authorization.sources' config.
                             * @default allow
                             * @enum {string}
                             */
                            no_match: "allow" | "deny";
                        };
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_REQUEST";
                            /** @description Bad Request */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/authorization/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description List all authorization sources */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["emqx_authz_api_sources.sources"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        /** @description Add a new source */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["authz.ldap"] | components["schemas"]["authz.mongo_sharded"] | components["schemas"]["authz.mongo_rs"] | components["schemas"]["authz.mongo_single"] | components["schemas"]["authz.postgresql"] | components["schemas"]["authz.mysql"] | components["schemas"]["authz.redis_cluster"] | components["schemas"]["authz.redis_sentinel"] | components["schemas"]["authz.redis_single"] | components["schemas"]["authz.http_post"] | components["schemas"]["authz.http_get"] | components["schemas"]["authz.builtin_db"] | components["schemas"]["authz.api_file"];
                };
            };
            responses: {
                /** @description Authorization source created successfully */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_REQUEST";
                            /** @description Bad Request */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/authorization/sources/{type}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Get a authorization source */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Authorization type */
                    type: "file" | "built_in_database" | "http" | "redis" | "mysql" | "postgresql" | "mongodb" | "ldap";
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Authorization source */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["authz.ldap"] | components["schemas"]["authz.mongo_sharded"] | components["schemas"]["authz.mongo_rs"] | components["schemas"]["authz.mongo_single"] | components["schemas"]["authz.postgresql"] | components["schemas"]["authz.mysql"] | components["schemas"]["authz.redis_cluster"] | components["schemas"]["authz.redis_sentinel"] | components["schemas"]["authz.redis_single"] | components["schemas"]["authz.http_post"] | components["schemas"]["authz.http_get"] | components["schemas"]["authz.builtin_db"] | components["schemas"]["authz.api_file"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "NOT_FOUND";
                            /** @description Not Found */
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        /** @description Update source */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Authorization type */
                    type: "file" | "built_in_database" | "http" | "redis" | "mysql" | "postgresql" | "mongodb" | "ldap";
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["authz.ldap"] | components["schemas"]["authz.mongo_sharded"] | components["schemas"]["authz.mongo_rs"] | components["schemas"]["authz.mongo_single"] | components["schemas"]["authz.postgresql"] | components["schemas"]["authz.mysql"] | components["schemas"]["authz.redis_cluster"] | components["schemas"]["authz.redis_sentinel"] | components["schemas"]["authz.redis_single"] | components["schemas"]["authz.http_post"] | components["schemas"]["authz.http_get"] | components["schemas"]["authz.builtin_db"] | components["schemas"]["authz.api_file"];
                };
            };
            responses: {
                /** @description Authorization source updated successfully */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_REQUEST";
                            /** @description Bad Request */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        post?: never;
        /** @description Delete source */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Authorization type */
                    type: "file" | "built_in_database" | "http" | "redis" | "mysql" | "postgresql" | "mongodb" | "ldap";
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Deleted successfully */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_REQUEST";
                            /** @description Bad Request */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/authorization/sources/built_in_database/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** @description Delete all rules for all 'users', 'clients' and 'all' */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Deleted */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_REQUEST";
                            /** @description Bad Request */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "NOT_FOUND" | "BAD_REQUEST";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/authorization/sources/built_in_database/rules/all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Show the list of rules for 'all' */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["emqx_authz_api_mnesia.rules"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "NOT_FOUND" | "BAD_REQUEST";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        /** @description Create/Update the list of rules for 'all'. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["emqx_authz_api_mnesia.rules"];
                };
            };
            responses: {
                /** @description Updated */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_REQUEST";
                            /** @description Bad rule schema */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "NOT_FOUND" | "BAD_REQUEST";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        /** @description Delete rules for 'all' */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Deleted */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "NOT_FOUND" | "BAD_REQUEST";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/authorization/sources/built_in_database/rules/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Show the list of rules for clients */
        get: {
            parameters: {
                query?: {
                    /** @description Fuzzy search `clientid` as substring */
                    like_clientid?: string;
                    /** @description Results per page(max 10000) */
                    limit?: components["parameters"]["public.limit"];
                    /** @description Page number of the results to fetch. */
                    page?: components["parameters"]["public.page"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["emqx_authz_api_mnesia.clientid_response_data"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "NOT_FOUND" | "BAD_REQUEST";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        /** @description Add new rule for 'clientid' */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["emqx_authz_api_mnesia.rules_for_clientid"][];
                };
            };
            responses: {
                /** @description Created */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_REQUEST";
                            /** @description Bad clientid or bad rule schema */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "NOT_FOUND" | "BAD_REQUEST";
                            message?: string;
                        };
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "ALREADY_EXISTS";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/authorization/sources/built_in_database/rules/clients/{clientid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Get rule for 'clientid' */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description ClientID */
                    clientid: components["parameters"]["emqx_authz_api_mnesia.clientid"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["emqx_authz_api_mnesia.rules_for_clientid"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "NOT_FOUND" | "BAD_REQUEST";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        /** @description Set rule for 'clientid' */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description ClientID */
                    clientid: components["parameters"]["emqx_authz_api_mnesia.clientid"];
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["emqx_authz_api_mnesia.rules_for_clientid"];
                };
            };
            responses: {
                /** @description Updated */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_REQUEST";
                            /** @description Bad clientid or bad rule schema */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "NOT_FOUND" | "BAD_REQUEST";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        post?: never;
        /** @description Delete rule for 'clientid' */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description ClientID */
                    clientid: components["parameters"]["emqx_authz_api_mnesia.clientid"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Deleted */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_REQUEST";
                            /** @description Bad clientid */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "NOT_FOUND" | "BAD_REQUEST";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/authorization/sources/built_in_database/rules/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Show the list of rules for users */
        get: {
            parameters: {
                query?: {
                    /** @description Fuzzy search `username` as substring */
                    like_username?: string;
                    /** @description Results per page(max 10000) */
                    limit?: components["parameters"]["public.limit"];
                    /** @description Page number of the results to fetch. */
                    page?: components["parameters"]["public.page"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["emqx_authz_api_mnesia.username_response_data"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "NOT_FOUND" | "BAD_REQUEST";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        /** @description Add new rule for 'username' */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["emqx_authz_api_mnesia.rules_for_username"][];
                };
            };
            responses: {
                /** @description Created */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_REQUEST";
                            /** @description Bad username or bad rule schema */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "NOT_FOUND" | "BAD_REQUEST";
                            message?: string;
                        };
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "ALREADY_EXISTS";
                            /** @description ALREADY_EXISTS */
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/authorization/sources/built_in_database/rules/users/{username}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Get rule for 'username' */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Username */
                    username: components["parameters"]["emqx_authz_api_mnesia.username"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["emqx_authz_api_mnesia.rules_for_username"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "NOT_FOUND" | "BAD_REQUEST";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        /** @description Set rule for 'username' */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Username */
                    username: components["parameters"]["emqx_authz_api_mnesia.username"];
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["emqx_authz_api_mnesia.rules_for_username"];
                };
            };
            responses: {
                /** @description Updated */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_REQUEST";
                            /** @description Bad username or bad rule schema */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "NOT_FOUND" | "BAD_REQUEST";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        post?: never;
        /** @description Delete rule for 'username' */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Username */
                    username: components["parameters"]["emqx_authz_api_mnesia.username"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Deleted */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_REQUEST";
                            /** @description Bad username */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "NOT_FOUND" | "BAD_REQUEST";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/authorization/sources/order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** @description Reorder all authorization sources. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["emqx_authz_api_sources.request_sources_order"][];
                };
            };
            responses: {
                /** @description Authorization sources order updated */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_REQUEST";
                            /** @description Bad Request */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/banned": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description List all currently banned client IDs, usernames and IP addresses.<br/>Filters are supported. Since filters are mutually exclusive, only one filter is allowed in a query. */
        get: {
            parameters: {
                query?: {
                    /** @description Query the banned objects with an exact client ID. */
                    clientid?: string;
                    /** @description Fuzzy query banned objects with a regular expression for client ID. */
                    like_clientid?: string;
                    /** @description Fuzzy query banned objects with a regular expression for IP address. */
                    like_peerhost?: string;
                    /** @description Fuzzy query banned objects with a regular expression for CIDR. */
                    like_peerhost_net?: string;
                    /** @description Fuzzy query banned objects with a regular expression for username. */
                    like_username?: string;
                    /** @description Results per page(max 10000) */
                    limit?: components["parameters"]["public.limit"];
                    /** @description Page number of the results to fetch. */
                    page?: components["parameters"]["public.page"];
                    /** @description Query the banned objects with an exact IP address. */
                    peerhost?: string;
                    /** @description Query the banned objects with an exact username. */
                    username?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data?: components["schemas"]["emqx_mgmt_api_banned.ban"][];
                            meta?: components["schemas"]["public.meta"];
                        };
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_REQUEST";
                            /** @description Bad request, possibly due to wrong parameters or the existence of a banned object. */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        /** @description Add a client ID, username or IP address to the blacklist. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["emqx_mgmt_api_banned.ban"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["emqx_mgmt_api_banned.ban"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "ALREADY_EXISTS" | "BAD_REQUEST";
                            /** @description Bad request, possibly due to wrong parameters or the existence of a banned object. */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        /** @description Clear all banned data. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/banned/{as}/{who}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** @description Remove a client ID, username or IP address from the blacklist. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Ban method, which can be exact client ID, client ID regular expression, exact username, username regular expression,<br/>IP address or an IP address range. */
                    as: "clientid" | "username" | "peerhost" | "clientid_re" | "username_re" | "peerhost_net";
                    /** @description Ban object, specific client ID, username or IP address. */
                    who: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Delete banned success */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "NOT_FOUND";
                            /** @description The banned object was not found in the blacklist. */
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description List clients */
        get: {
            parameters: {
                query?: {
                    /** @description Whether the client uses a new session */
                    clean_start?: boolean;
                    /** @description Client ID, multiple values can be specified by repeating the parameter: clientid=c1&clientid=c2 */
                    clientid?: string[];
                    /** @description The current connection status of the client, the possible values are connected,idle,disconnected */
                    conn_state?: "connected" | "idle" | "disconnected";
                    /** @description Comma separated list of client fields to return in the response */
                    fields?: components["parameters"]["emqx_mgmt_api_clients.requested_client_fields"];
                    /** @description Search client connection creation time by greater than or equal method, rfc3339 or timestamp(epoch millisecond) */
                    gte_connected_at?: number | string;
                    /** @description Search client session creation time by greater than or equal method, rfc3339 or timestamp(millisecond) */
                    gte_created_at?: number | string;
                    /** @description Client's IP address */
                    ip_address?: string;
                    /** @description Fuzzy search `clientid` as substring */
                    like_clientid?: string;
                    /** @description Fuzzy search `username` as substring */
                    like_username?: string;
                    /** @description Results per page(max 10000) */
                    limit?: components["parameters"]["public.limit"];
                    /** @description Search client connection creation time by less than or equal method, rfc3339 or timestamp(millisecond) */
                    lte_connected_at?: number | string;
                    /** @description Search client session creation time by less than or equal method, rfc3339 or timestamp(millisecond) */
                    lte_created_at?: number | string;
                    /** @description Node name */
                    node?: string;
                    /** @description Page number of the results to fetch. */
                    page?: components["parameters"]["public.page"];
                    /** @description Client protocol version */
                    proto_ver?: string;
                    /** @description User name, multiple values can be specified by repeating the parameter: username=u1&username=u2 */
                    username?: string[];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["emqx_mgmt_api_clients.clients"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "INVALID_PARAMETER";
                            /** @description Invalid parameters */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{clientid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Get clients info by client ID */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    clientid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["emqx_mgmt_api_clients.client"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "CLIENTID_NOT_FOUND";
                            /** @description Client ID not found */
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** @description Kick out client by client ID */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    clientid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Kick out client successfully */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "CLIENTID_NOT_FOUND";
                            /** @description Client ID not found */
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{clientid}/authorization/cache": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Get client authz cache in the cluster. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    clientid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["emqx_mgmt_api_clients.authz_cache"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "CLIENTID_NOT_FOUND";
                            /** @description Client ID not found */
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** @description Clean client authz cache in the cluster. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    clientid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Clean client authz cache successfully */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "CLIENTID_NOT_FOUND";
                            /** @description Client ID not found */
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/kickout/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Kick out a batch of client by client IDs */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": string[];
                };
            };
            responses: {
                /** @description Kick out clients successfully */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/configs/global_zone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Get the MQTT-related configuration */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            durable_sessions?: components["schemas"]["emqx.durable_sessions"];
                            flapping_detect?: components["schemas"]["emqx.flapping_detect"];
                            force_gc?: components["schemas"]["emqx.force_gc"];
                            force_shutdown?: components["schemas"]["emqx.force_shutdown"];
                            mqtt?: components["schemas"]["emqx.mqtt"];
                        };
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        /** @description Update MQTT-related configuration */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        durable_sessions?: components["schemas"]["emqx.durable_sessions"];
                        flapping_detect?: components["schemas"]["emqx.flapping_detect"];
                        force_gc?: components["schemas"]["emqx.force_gc"];
                        force_shutdown?: components["schemas"]["emqx.force_shutdown"];
                        mqtt?: components["schemas"]["emqx.mqtt"];
                    };
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            durable_sessions?: components["schemas"]["emqx.durable_sessions"];
                            flapping_detect?: components["schemas"]["emqx.flapping_detect"];
                            force_gc?: components["schemas"]["emqx.force_gc"];
                            force_shutdown?: components["schemas"]["emqx.force_shutdown"];
                            mqtt?: components["schemas"]["emqx.mqtt"];
                        };
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UPDATE_FAILED";
                            /** @description Error code to troubleshoot problems. */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UPDATE_FAILED";
                            /** @description Error code to troubleshoot problems. */
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/listeners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description List all running node's listeners for the specified type. */
        get: {
            parameters: {
                query?: {
                    /** @description Listener type */
                    type?: "tcp" | "ssl" | "ws" | "wss" | "quic";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["listeners.listener_id_status"][];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        /** @description Create the specified listener on all nodes. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["listeners.with_name_quic_required_bind"] | components["schemas"]["listeners.with_name_wss_required_bind"] | components["schemas"]["listeners.with_name_ws_required_bind"] | components["schemas"]["listeners.with_name_ssl_required_bind"] | components["schemas"]["listeners.with_name_tcp_required_bind"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["listeners.wss_required_bind"] | components["schemas"]["listeners.ws_required_bind"] | components["schemas"]["listeners.tcp_required_bind"] | components["schemas"]["listeners.ssl_required_bind"] | components["schemas"]["listeners.quic_required_bind"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_LISTENER_ID" | "BAD_REQUEST";
                            /** @description Error code to troubleshoot problems. */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/listeners/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description List all running node's listeners for the specified id. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Listener id */
                    id: components["parameters"]["listeners.listener_id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["listeners.wss_required_bind"] | components["schemas"]["listeners.ws_required_bind"] | components["schemas"]["listeners.tcp_required_bind"] | components["schemas"]["listeners.ssl_required_bind"] | components["schemas"]["listeners.quic_required_bind"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_LISTENER_ID" | "BAD_REQUEST";
                            /** @description Listener id not found */
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        /** @description Update the specified listener on all nodes. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Listener id */
                    id: components["parameters"]["listeners.listener_id"];
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["listeners.wss_not_required_bind"] | components["schemas"]["listeners.ws_not_required_bind"] | components["schemas"]["listeners.tcp_not_required_bind"] | components["schemas"]["listeners.ssl_not_required_bind"] | components["schemas"]["listeners.quic_not_required_bind"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["listeners.wss_required_bind"] | components["schemas"]["listeners.ws_required_bind"] | components["schemas"]["listeners.tcp_required_bind"] | components["schemas"]["listeners.ssl_required_bind"] | components["schemas"]["listeners.quic_required_bind"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_REQUEST" | "BAD_LISTENER_ID";
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_LISTENER_ID" | "BAD_REQUEST";
                            /** @description Listener id not found */
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        post?: never;
        /** @description Delete the specified listener on all nodes. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Listener id */
                    id: components["parameters"]["listeners.listener_id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Listener deleted */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_LISTENER_ID";
                            /** @description Error code to troubleshoot problems. */
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/listeners/{id}/restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Restart listeners on all nodes. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Listener id */
                    id: components["parameters"]["listeners.listener_id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Updated */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_REQUEST" | "BAD_LISTENER_ID";
                            /** @description Error code to troubleshoot problems. */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_LISTENER_ID";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/listeners/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Start the listener on all nodes. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Listener id */
                    id: components["parameters"]["listeners.listener_id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Updated */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_REQUEST" | "BAD_LISTENER_ID";
                            /** @description Error code to troubleshoot problems. */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_LISTENER_ID";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/listeners/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Stop the listener on all nodes. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Listener id */
                    id: components["parameters"]["listeners.listener_id"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Updated */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_REQUEST" | "BAD_LISTENER_ID";
                            /** @description Error code to troubleshoot problems. */
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_LISTENER_ID";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description EMQX metrics */
        get: {
            parameters: {
                query?: {
                    /** @description Whether to aggregate all nodes Metrics */
                    aggregate?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["emqx_mgmt_api_metrics.node_metrics"][] | components["schemas"]["emqx_mgmt_api_metrics.aggregated_metrics"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/nodes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description List EMQX nodes */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description List all EMQX nodes */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["emqx_mgmt_api_nodes.node_info"][];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Possible HTTP status response codes are:<br/><br/><code>200</code>: The message is delivered to at least one subscriber;<br/><br/><code>202</code>: No matched subscribers;<br/><br/><code>400</code>: Message is invalid. for example bad topic name, or QoS is out of range;<br/><br/><code>503</code>: Failed to deliver the message to subscriber(s) */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["emqx_mgmt_api_publish.publish_message"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["emqx_mgmt_api_publish.publish_ok"];
                    };
                };
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["emqx_mgmt_api_publish.publish_error"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["emqx_mgmt_api_publish.bad_request"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["emqx_mgmt_api_publish.publish_error"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/publish/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Possible HTTP response status code are:<br/><br/>200: All messages are delivered to at least one subscriber;<br/><br/>202: At least one message was not delivered to any subscriber;<br/><br/>400: At least one message is invalid. For example bad topic name, or QoS is out of range;<br/><br/>503: Failed to deliver at least one of the messages;<br/><br/><br/>In case there is at lest one invalid message in the batch, the HTTP response body<br/>is the same as for <code>/publish</code> API.<br/><br/>Otherwise the HTTP response body is an array of JSON objects indicating the publish<br/>result of each individual message in the batch. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["emqx_mgmt_api_publish.publish_message"][];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["emqx_mgmt_api_publish.publish_ok"][];
                    };
                };
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["emqx_mgmt_api_publish.publish_error"][];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["emqx_mgmt_api_publish.publish_error"][] | components["schemas"]["emqx_mgmt_api_publish.bad_request"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["emqx_mgmt_api_publish.publish_error"][];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description EMQX stats */
        get: {
            parameters: {
                query?: {
                    /** @description Calculation aggregate for all nodes */
                    aggregate?: components["parameters"]["emqx_mgmt_api_stats.aggregate"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description List stats ok */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["emqx_mgmt_api_stats.aggregated_data"] | components["schemas"]["emqx_mgmt_api_stats.per_node_data"][];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Serves as a health check for the node.<br/>Returns response to describe the status of the node and the application.<br/><br/>This endpoint requires no authentication.<br/><br/>Returns status code 200 if the EMQX application is up and running, 503 otherwise.<br/>This API was introduced in v5.0.10.<br/>The GET `/status` endpoint (without the `/api/...` prefix) is also an alias to this endpoint and works in the same way.<br/>This alias has been available since v5.0.0.<br/><br/>Starting from v5.0.25 or e5.0.4, you can also use 'format' parameter to get JSON format information. */
        get: {
            parameters: {
                query?: {
                    /** @description Specify the response format, 'text' (default) to return the HTTP body in free text,<br/>or 'json' to return the HTTP body with a JSON object. */
                    format?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            app_status: string;
                            broker_status: string;
                            node_name: string;
                            rel_vsn: string;
                        };
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "BAD_API_KEY_OR_SECRET" | "AUTHORIZATION_HEADER_ERROR" | "API_KEY_NOT_FOUND";
                            message?: string;
                        };
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            code?: "UNAUTHORIZED_ROLE" | "API_KEY_NOT_ALLOW";
                            message?: string;
                        };
                    };
                };
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code?: string;
                            message?: string;
                        };
                    };
                };
                /** @description When EMQX application is temporary not running or being restarted, it may return 'emqx is not_running'.<br/>If the 'format' parameter is provided 'json', then the 'app_status' field in the JSON object will be 'not_running'. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        "authn_hash.bcrypt": {
            /**
             * @description BCRYPT password hashing.
             * @enum {string}
             */
            name: "bcrypt";
        };
        "authn_hash.bcrypt_rw": {
            /**
             * @description BCRYPT password hashing.
             * @enum {string}
             */
            name: "bcrypt";
            /**
             * @description Work factor for BCRYPT password generation.
             * @default 10
             */
            salt_rounds?: number;
        };
        "authn_hash.bcrypt_rw_api": {
            /**
             * @description BCRYPT password hashing.
             * @enum {string}
             */
            name: "bcrypt";
            /**
             * @description Work factor for BCRYPT password generation.
             * @default 10
             */
            salt_rounds?: number;
        };
        "authn_hash.pbkdf2": {
            /** @description Derived length for PBKDF2 hashing algorithm. If not specified, calculated automatically based on `mac_fun`. */
            dk_length?: number;
            /** @description Iteration count for PBKDF2 hashing algorithm. */
            iterations: number;
            /**
             * @description Specifies mac_fun for PBKDF2 hashing algorithm.
             * @enum {string}
             */
            mac_fun: "md4" | "md5" | "ripemd160" | "sha" | "sha224" | "sha256" | "sha384" | "sha512";
            /**
             * @description PBKDF2 password hashing.
             * @enum {string}
             */
            name: "pbkdf2";
        };
        "authn_hash.simple": {
            /**
             * @description Simple password hashing algorithm.
             * @enum {string}
             */
            name: "plain" | "md5" | "sha" | "sha256" | "sha512";
            /**
             * @description Salt position for PLAIN, MD5, SHA, SHA256 and SHA512 algorithms.
             * @default prefix
             * @enum {string}
             */
            salt_position?: "disable" | "prefix" | "suffix";
        };
        "authn.bind_method": {
            /**
             * @description The template for password to bind.
             * @default ${password}
             */
            bind_password?: string;
            /**
             * @description Authentication method type.
             * @default bind
             * @enum {string}
             */
            type?: "bind";
        };
        "authn.builtin_db": {
            /**
             * @description Backend type.
             * @enum {string}
             */
            backend: "built_in_database";
            /**
             * @description The bootstrap file imports users into the built-in database.<br/>It will not import a user ID that already exists in the database.<br/>The file content format is determined by `bootstrap_type`.
             * @default ${EMQX_ETC_DIR}/auth-built-in-db-bootstrap.csv
             */
            bootstrap_file?: string;
            /**
             * @description Specify which type of content the bootstrap file has.<br/><br/>- **`plain`**:<br/>  - Expected data fields: `user_id`, `password`, `is_superuser`<br/>  - `user_id`: Can be Client ID or username, depending on built-in database authentication's `user_id_type` config.<br/>  - `password`: User's plaintext password.<br/>  - `is_superuser`: Boolean, user's administrative status.<br/><br/>- **`hash`**:<br/>  - Expected data fields: `user_id`,`password_hash`,`salt`,`is_superuser`<br/>  - Definitions similar to `plain` type, with `password_hash` and `salt` added for security.<br/><br/>The content can be either in CSV, or JSON format.<br/><br/>Here is a CSV example: `user_id,password_hash,salt,is_superuser\nmy_user,b6c743545a7817ae8c8f624371d5f5f0373234bb0ff36b8ffbf19bce0e06ab75,de1024f462fb83910fd13151bd4bd235,true`<br/><br/>And JSON content should be decoded into an array of objects, for example: `[{"user_id": "my_user","password": "s3cr3tp@ssw0rd","is_superuser": true}]`.<br/><br/>The hash string for `password_hash` depends on how `password_hash_algorithm` is configured for the built-in database authentication mechanism. For example, if it's configured as `password_hash_algorithm {name = sha256, salt_position = suffix}`, then the salt is appended to the password before hashed. Here is the equivalent Python expression: `hashlib.sha256(password + salt).hexdigest()`.
             * @default plain
             * @enum {string}
             */
            bootstrap_type?: "hash" | "plain";
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this auth provider.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Authentication mechanism.
             * @enum {string}
             */
            mechanism: "password_based";
            /**
             * @description Options for password hash creation and verification.
             * @default {
             *       "name": "sha256",
             *       "salt_position": "prefix"
             *     }
             */
            password_hash_algorithm?: components["schemas"]["authn_hash.simple"] | components["schemas"]["authn_hash.pbkdf2"] | components["schemas"]["authn_hash.bcrypt_rw"];
            /**
             * @description Specify whether to use `clientid` or `username` for authentication.
             * @default username
             * @enum {string}
             */
            user_id_type: "clientid" | "username";
        };
        "authn.builtin_db_api": {
            /**
             * @description Backend type.
             * @enum {string}
             */
            backend: "built_in_database";
            /**
             * @description The bootstrap file imports users into the built-in database.<br/>It will not import a user ID that already exists in the database.<br/>The file content format is determined by `bootstrap_type`.
             * @default ${EMQX_ETC_DIR}/auth-built-in-db-bootstrap.csv
             */
            bootstrap_file?: string;
            /**
             * @description Specify which type of content the bootstrap file has.<br/><br/>- **`plain`**:<br/>  - Expected data fields: `user_id`, `password`, `is_superuser`<br/>  - `user_id`: Can be Client ID or username, depending on built-in database authentication's `user_id_type` config.<br/>  - `password`: User's plaintext password.<br/>  - `is_superuser`: Boolean, user's administrative status.<br/><br/>- **`hash`**:<br/>  - Expected data fields: `user_id`,`password_hash`,`salt`,`is_superuser`<br/>  - Definitions similar to `plain` type, with `password_hash` and `salt` added for security.<br/><br/>The content can be either in CSV, or JSON format.<br/><br/>Here is a CSV example: `user_id,password_hash,salt,is_superuser\nmy_user,b6c743545a7817ae8c8f624371d5f5f0373234bb0ff36b8ffbf19bce0e06ab75,de1024f462fb83910fd13151bd4bd235,true`<br/><br/>And JSON content should be decoded into an array of objects, for example: `[{"user_id": "my_user","password": "s3cr3tp@ssw0rd","is_superuser": true}]`.<br/><br/>The hash string for `password_hash` depends on how `password_hash_algorithm` is configured for the built-in database authentication mechanism. For example, if it's configured as `password_hash_algorithm {name = sha256, salt_position = suffix}`, then the salt is appended to the password before hashed. Here is the equivalent Python expression: `hashlib.sha256(password + salt).hexdigest()`.
             * @default plain
             * @enum {string}
             */
            bootstrap_type?: "hash" | "plain";
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this auth provider.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Authentication mechanism.
             * @enum {string}
             */
            mechanism: "password_based";
            /** @description Options for password hash creation and verification through API. */
            password_hash_algorithm?: components["schemas"]["authn_hash.simple"] | components["schemas"]["authn_hash.pbkdf2"] | components["schemas"]["authn_hash.bcrypt_rw_api"];
            /**
             * @description Specify whether to use `clientid` or `username` for authentication.
             * @default username
             * @enum {string}
             */
            user_id_type: "clientid" | "username";
        };
        "authn.hash_method": {
            /**
             * @description Indicates which attribute is used to represent whether the user is a superuser.
             * @default isSuperuser
             */
            is_superuser_attribute?: string;
            /**
             * @description Indicates which attribute is used to represent the user's password.
             * @default userPassword
             */
            password_attribute?: string;
            /**
             * @description Authentication method type.
             * @default hash
             * @enum {string}
             */
            type?: "hash";
        };
        "authn.http_get": {
            /**
             * @description Backend type.
             * @enum {string}
             */
            backend: "http";
            /** @description HTTP request body. */
            body?: Record<string, never>;
            /**
             * @description The timeout when connecting to the HTTP server.
             * @default 15s
             */
            connect_timeout?: string;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this auth provider.
             * @default true
             */
            enable?: boolean;
            /**
             * @description The maximum number of HTTP requests that can be sent before an HTTP response is received.<br/><br/>Setting this to 1 is equivalent to turning off HTTP pipelining, and the EMQX must receive a response to the previous HTTP request before sending the next HTTP request.
             * @default 100
             */
            enable_pipelining?: number;
            /**
             * @description List of HTTP headers (without <code>content-type</code>).
             * @default {
             *       "accept": "application/json",
             *       "cache-control": "no-cache",
             *       "connection": "keep-alive",
             *       "keep-alive": "timeout=30, max=1000"
             *     }
             */
            headers?: Record<string, never>;
            /** @deprecated */
            max_retries?: number;
            /**
             * @description Authentication mechanism.
             * @enum {string}
             */
            mechanism: "password_based";
            /**
             * @description HTTP request method.
             * @enum {string}
             */
            method: "get";
            /**
             * @description The pool size.
             * @default 8
             */
            pool_size?: number;
            /** @description Configure HTTP request parameters. */
            request?: components["schemas"]["connector_http.request"];
            /**
             * @description HTTP request timeout.
             * @default 5s
             */
            request_timeout?: string;
            /** @deprecated */
            retry_interval?: string;
            /**
             * @description SSL connection settings.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["emqx.ssl_client_opts"];
            /** @description URL of the HTTP server. */
            url: string;
        };
        "authn.http_post": {
            /**
             * @description Backend type.
             * @enum {string}
             */
            backend: "http";
            /** @description HTTP request body. */
            body?: Record<string, never>;
            /**
             * @description The timeout when connecting to the HTTP server.
             * @default 15s
             */
            connect_timeout?: string;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this auth provider.
             * @default true
             */
            enable?: boolean;
            /**
             * @description The maximum number of HTTP requests that can be sent before an HTTP response is received.<br/><br/>Setting this to 1 is equivalent to turning off HTTP pipelining, and the EMQX must receive a response to the previous HTTP request before sending the next HTTP request.
             * @default 100
             */
            enable_pipelining?: number;
            /**
             * @description List of HTTP Headers.
             * @default {
             *       "accept": "application/json",
             *       "cache-control": "no-cache",
             *       "connection": "keep-alive",
             *       "content-type": "application/json",
             *       "keep-alive": "timeout=30, max=1000"
             *     }
             */
            headers?: Record<string, never>;
            /** @deprecated */
            max_retries?: number;
            /**
             * @description Authentication mechanism.
             * @enum {string}
             */
            mechanism: "password_based";
            /**
             * @description HTTP request method.
             * @enum {string}
             */
            method: "post";
            /**
             * @description The pool size.
             * @default 8
             */
            pool_size?: number;
            /** @description Configure HTTP request parameters. */
            request?: components["schemas"]["connector_http.request"];
            /**
             * @description HTTP request timeout.
             * @default 5s
             */
            request_timeout?: string;
            /** @deprecated */
            retry_interval?: string;
            /**
             * @description SSL connection settings.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["emqx.ssl_client_opts"];
            /** @description URL of the HTTP server. */
            url: string;
        };
        "authn.jwt_hmac": {
            /**
             * @description The JWT claim designated for accessing ACL (Access Control List) rules can be specified,<br/>such as using the `acl` claim. A typical decoded JWT with this claim might appear as:<br/>`{"username": "user1", "acl": ...}`.<br/><br/>Supported ACL Rule Formats:<br/><br/>- Object Format:<br/>  Utilizes action types pub (publish), sub (subscribe), or all (both publish and subscribe).<br/>  The value is a list of topic filters.<br/>  Example: `{"pub": ["topic1"], "sub": [], "all": ["${username}/#"]}`.<br/>  This example signifies that the token owner can publish to topic1 and perform both publish and subscribe<br/>  actions on topics starting with their username.<br/>  Note: In this format, if no topic matches, the action is denied, and the authorization process terminates.<br/><br/>- Array Format (resembles File-Based ACL Rules):<br/>  Example: `[{"permission": "allow", "action": "all", "topic": "${username}/#"}]`.<br/>  Additionally, the `pub` or `publish` action rules can be extended with `qos` and `retain` field,<br/>  and `sub` or `subscribe` action rules can be extended with a `qos` field.<br/>  Note: Here, if no rule matches, the action is not immediately denied.<br/>  The process continues to other configured authorization sources,<br/>  and ultimately falls back to the default permission in config `authorization.no_match`.<br/><br/>The ACL claim utilizes MQTT topic wildcard matching rules for publishing or subscribing.<br/>A special syntax for the 'subscribe' action allows the use of `eq` for an exact match.<br/>For instance, `eq t/#` permits or denies subscription to `t/#`, but not to `t/1`.
             * @default acl
             */
            acl_claim_name?: string;
            /**
             * @description JWT signing algorithm, Supports HMAC (configured as <code>hmac-based</code>) and RSA, ECDSA (configured as <code>public-key</code>).
             * @enum {string}
             */
            algorithm: "hmac-based";
            /**
             * @description Disconnect the client after the token expires.
             * @default true
             */
            disconnect_after_expire?: boolean;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this auth provider.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Field to take JWT from.
             * @default password
             * @enum {string}
             */
            from?: "username" | "password";
            /**
             * @description Authentication mechanism.
             * @enum {string}
             */
            mechanism: "jwt";
            /** @description The key to verify the JWT using HMAC algorithm. */
            secret: string;
            /**
             * @description Whether secret is base64 encoded.
             * @default false
             */
            secret_base64_encoded?: boolean;
            /**
             * @description A list of custom claims to validate. The allowed formats are the following:<br/>A map where claim names are map keys and expected values are map values:<br/> <code>{ claim_name = "${username}", ...}</code>.<br/><br/>A list of maps with <code>name</code> (claim name) and <code>value</code> (expected claim value) keys:<br/> <code>[{name = "claim_name", value = "${username}"}, ...]</code>.<br/><br/>Values can use the following placeholders:<br/>- <code>${username}</code>: Will be replaced at runtime with <code>Username</code> used by the client when connecting<br/>- <code>${clientid}</code>: Will be replaced at runtime with <code>Client ID</code> used by the client when connecting<br/><br/>Authentication will verify that the value of claims in the JWT (taken from the Password field) matches what is required in <code>verify_claims</code>.
             * @default {}
             */
            verify_claims?: Record<string, never>;
        };
        "authn.jwt_jwks": {
            /**
             * @description The JWT claim designated for accessing ACL (Access Control List) rules can be specified,<br/>such as using the `acl` claim. A typical decoded JWT with this claim might appear as:<br/>`{"username": "user1", "acl": ...}`.<br/><br/>Supported ACL Rule Formats:<br/><br/>- Object Format:<br/>  Utilizes action types pub (publish), sub (subscribe), or all (both publish and subscribe).<br/>  The value is a list of topic filters.<br/>  Example: `{"pub": ["topic1"], "sub": [], "all": ["${username}/#"]}`.<br/>  This example signifies that the token owner can publish to topic1 and perform both publish and subscribe<br/>  actions on topics starting with their username.<br/>  Note: In this format, if no topic matches, the action is denied, and the authorization process terminates.<br/><br/>- Array Format (resembles File-Based ACL Rules):<br/>  Example: `[{"permission": "allow", "action": "all", "topic": "${username}/#"}]`.<br/>  Additionally, the `pub` or `publish` action rules can be extended with `qos` and `retain` field,<br/>  and `sub` or `subscribe` action rules can be extended with a `qos` field.<br/>  Note: Here, if no rule matches, the action is not immediately denied.<br/>  The process continues to other configured authorization sources,<br/>  and ultimately falls back to the default permission in config `authorization.no_match`.<br/><br/>The ACL claim utilizes MQTT topic wildcard matching rules for publishing or subscribing.<br/>A special syntax for the 'subscribe' action allows the use of `eq` for an exact match.<br/>For instance, `eq t/#` permits or denies subscription to `t/#`, but not to `t/1`.
             * @default acl
             */
            acl_claim_name?: string;
            /**
             * @description Disconnect the client after the token expires.
             * @default true
             */
            disconnect_after_expire?: boolean;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this auth provider.
             * @default true
             */
            enable?: boolean;
            /** @description JWKS endpoint, it's a read-only endpoint that returns the server's public key set in the JWKS format. */
            endpoint: string;
            /**
             * @description Field to take JWT from.
             * @default password
             * @enum {string}
             */
            from?: "username" | "password";
            /**
             * @description List of HTTP headers to send with the JWKS request.
             * @default {
             *       "Accept": "application/json"
             *     }
             */
            headers?: Record<string, never>;
            /**
             * @description Authentication mechanism.
             * @enum {string}
             */
            mechanism: "jwt";
            /**
             * @description Size of the connection pool towards the bridge target service.
             * @default 8
             */
            pool_size?: number;
            /**
             * @description JWKS refresh interval.
             * @default 300
             */
            refresh_interval?: number;
            /**
             * @description SSL options.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["emqx.ssl_client_opts"];
            /**
             * @description Whether to use JWKS.
             * @enum {unknown}
             */
            use_jwks: true;
            /**
             * @description A list of custom claims to validate. The allowed formats are the following:<br/>A map where claim names are map keys and expected values are map values:<br/> <code>{ claim_name = "${username}", ...}</code>.<br/><br/>A list of maps with <code>name</code> (claim name) and <code>value</code> (expected claim value) keys:<br/> <code>[{name = "claim_name", value = "${username}"}, ...]</code>.<br/><br/>Values can use the following placeholders:<br/>- <code>${username}</code>: Will be replaced at runtime with <code>Username</code> used by the client when connecting<br/>- <code>${clientid}</code>: Will be replaced at runtime with <code>Client ID</code> used by the client when connecting<br/><br/>Authentication will verify that the value of claims in the JWT (taken from the Password field) matches what is required in <code>verify_claims</code>.
             * @default {}
             */
            verify_claims?: Record<string, never>;
        };
        "authn.jwt_public_key": {
            /**
             * @description The JWT claim designated for accessing ACL (Access Control List) rules can be specified,<br/>such as using the `acl` claim. A typical decoded JWT with this claim might appear as:<br/>`{"username": "user1", "acl": ...}`.<br/><br/>Supported ACL Rule Formats:<br/><br/>- Object Format:<br/>  Utilizes action types pub (publish), sub (subscribe), or all (both publish and subscribe).<br/>  The value is a list of topic filters.<br/>  Example: `{"pub": ["topic1"], "sub": [], "all": ["${username}/#"]}`.<br/>  This example signifies that the token owner can publish to topic1 and perform both publish and subscribe<br/>  actions on topics starting with their username.<br/>  Note: In this format, if no topic matches, the action is denied, and the authorization process terminates.<br/><br/>- Array Format (resembles File-Based ACL Rules):<br/>  Example: `[{"permission": "allow", "action": "all", "topic": "${username}/#"}]`.<br/>  Additionally, the `pub` or `publish` action rules can be extended with `qos` and `retain` field,<br/>  and `sub` or `subscribe` action rules can be extended with a `qos` field.<br/>  Note: Here, if no rule matches, the action is not immediately denied.<br/>  The process continues to other configured authorization sources,<br/>  and ultimately falls back to the default permission in config `authorization.no_match`.<br/><br/>The ACL claim utilizes MQTT topic wildcard matching rules for publishing or subscribing.<br/>A special syntax for the 'subscribe' action allows the use of `eq` for an exact match.<br/>For instance, `eq t/#` permits or denies subscription to `t/#`, but not to `t/1`.
             * @default acl
             */
            acl_claim_name?: string;
            /**
             * @description JWT signing algorithm, Supports HMAC (configured as <code>hmac-based</code>) and RSA, ECDSA (configured as <code>public-key</code>).
             * @enum {string}
             */
            algorithm: "public-key";
            /**
             * @description Disconnect the client after the token expires.
             * @default true
             */
            disconnect_after_expire?: boolean;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this auth provider.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Field to take JWT from.
             * @default password
             * @enum {string}
             */
            from?: "username" | "password";
            /**
             * @description Authentication mechanism.
             * @enum {string}
             */
            mechanism: "jwt";
            /** @description The public key used to verify the JWT. */
            public_key: string;
            /**
             * @description A list of custom claims to validate. The allowed formats are the following:<br/>A map where claim names are map keys and expected values are map values:<br/> <code>{ claim_name = "${username}", ...}</code>.<br/><br/>A list of maps with <code>name</code> (claim name) and <code>value</code> (expected claim value) keys:<br/> <code>[{name = "claim_name", value = "${username}"}, ...]</code>.<br/><br/>Values can use the following placeholders:<br/>- <code>${username}</code>: Will be replaced at runtime with <code>Username</code> used by the client when connecting<br/>- <code>${clientid}</code>: Will be replaced at runtime with <code>Client ID</code> used by the client when connecting<br/><br/>Authentication will verify that the value of claims in the JWT (taken from the Password field) matches what is required in <code>verify_claims</code>.
             * @default {}
             */
            verify_claims?: Record<string, never>;
        };
        "authn.ldap": {
            /**
             * @description Backend type.
             * @enum {string}
             */
            backend: "ldap";
            /** @description The name of the base object entry (or possibly the root) relative to<br/>which the Search is to be performed. */
            base_dn: string;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this auth provider.
             * @default true
             */
            enable?: boolean;
            /**
             * @description The filter that defines the conditions that must be fulfilled in order<br/>for the Search to match a given entry.<br><br/>The syntax of the filter follows RFC 4515 and also supports placeholders.
             * @default (objectClass=mqttUser)
             */
            filter?: string;
            /**
             * @description Authentication mechanism.
             * @enum {string}
             */
            mechanism: "password_based";
            /** @description Authentication method. */
            method?: components["schemas"]["authn.bind_method"] | components["schemas"]["authn.hash_method"];
            /**
             * Format: password
             * @description The password associated with the bridge, used for authentication with the external database.
             */
            password?: string;
            /**
             * @description Size of the connection pool towards the bridge target service.
             * @default 8
             */
            pool_size?: number;
            /**
             * @description Timeout for the LDAP query.
             * @default 5s
             */
            query_timeout?: string;
            /**
             * @description Sets the maximum time in milliseconds that is used for each individual request.
             * @default 10s
             */
            request_timeout?: string;
            /** @description The IPv4 or IPv6 address or the hostname to connect to.<br/><br/>A host entry has the following form: `Host[:Port]`.<br/><br/>The LDAP default port 389 is used if `[:Port]` is not specified. */
            server: string;
            /**
             * @description SSL connection settings.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["ldap.ssl"];
            /** @description The username associated with the bridge in the external database used for authentication or identification purposes. */
            username: string;
        };
        "authn.ldap_deprecated": {
            /**
             * @description Backend type.
             * @enum {string}
             */
            backend: "ldap";
            /** @description The name of the base object entry (or possibly the root) relative to<br/>which the Search is to be performed. */
            base_dn: string;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this auth provider.
             * @default true
             */
            enable?: boolean;
            /**
             * @description The filter that defines the conditions that must be fulfilled in order<br/>for the Search to match a given entry.<br><br/>The syntax of the filter follows RFC 4515 and also supports placeholders.
             * @default (objectClass=mqttUser)
             */
            filter?: string;
            /**
             * @description Indicates which attribute is used to represent whether the user is a superuser.
             * @default isSuperuser
             */
            is_superuser_attribute?: string;
            /**
             * @description Authentication mechanism.
             * @enum {string}
             */
            mechanism: "password_based";
            /**
             * Format: password
             * @description The password associated with the bridge, used for authentication with the external database.
             */
            password?: string;
            /**
             * @description Indicates which attribute is used to represent the user's password.
             * @default userPassword
             */
            password_attribute?: string;
            /**
             * @description Size of the connection pool towards the bridge target service.
             * @default 8
             */
            pool_size?: number;
            /**
             * @description Timeout for the LDAP query.
             * @default 5s
             */
            query_timeout?: string;
            /**
             * @description Sets the maximum time in milliseconds that is used for each individual request.
             * @default 10s
             */
            request_timeout?: string;
            /** @description The IPv4 or IPv6 address or the hostname to connect to.<br/><br/>A host entry has the following form: `Host[:Port]`.<br/><br/>The LDAP default port 389 is used if `[:Port]` is not specified. */
            server: string;
            /**
             * @description SSL connection settings.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["ldap.ssl"];
            /** @description The username associated with the bridge in the external database used for authentication or identification purposes. */
            username: string;
        };
        "authn.mongo_rs": {
            /** @description Database name associated with the user's credentials. */
            auth_source?: string;
            /**
             * @description Backend type.
             * @enum {string}
             */
            backend: "mongodb";
            /** @description Collection used to store authentication data. */
            collection: string;
            /** @description Database name. */
            database: string;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this auth provider.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Conditional expression that defines the filter condition in the query.<br/>Filter supports the following placeholders:<br/>- <code>${username}</code>: Will be replaced at runtime with <code>Username</code> used by the client when connecting<br/>- <code>${clientid}</code>: Will be replaced at runtime with <code>Client ID</code> used by the client when connecting
             * @default {}
             */
            filter?: Record<string, never>;
            /**
             * @description Document field that defines if the user has superuser privileges.
             * @default is_superuser
             */
            is_superuser_field?: string;
            /**
             * @description Authentication mechanism.
             * @enum {string}
             */
            mechanism: "password_based";
            /**
             * @description Replica set. Must be set to 'rs' when MongoDB server is running in 'replica set' mode.
             * @default rs
             * @enum {string}
             */
            mongo_type: "rs";
            /**
             * Format: password
             * @description The password associated with the bridge, used for authentication with the external database.
             */
            password?: string;
            /**
             * @description Options for password hash verification.
             * @default {
             *       "name": "sha256",
             *       "salt_position": "prefix"
             *     }
             */
            password_hash_algorithm?: components["schemas"]["authn_hash.simple"] | components["schemas"]["authn_hash.pbkdf2"] | components["schemas"]["authn_hash.bcrypt"];
            /**
             * @description Document field that contains password hash.
             * @default password_hash
             */
            password_hash_field?: string;
            /**
             * @description Size of the connection pool towards the bridge target service.
             * @default 8
             */
            pool_size?: number;
            /**
             * @description Read mode.
             * @default master
             * @enum {string}
             */
            r_mode?: "master" | "slave_ok";
            /** @description Name of the replica set. */
            replica_set_name: string;
            /**
             * @description Document field that contains the password salt.
             * @default salt
             */
            salt_field?: string;
            /** @description A Node list for Cluster to connect to. The nodes should be separated with commas, such as: `Node[,Node].`<br/>For each Node should be: The IPv4 or IPv6 address or the hostname to connect to.<br/>A host entry has the following form: `Host[:Port]`.<br/>The MongoDB default port 27017 is used if `[:Port]` is not specified. */
            servers: string;
            /**
             * @description Use DNS SRV record.
             * @default false
             */
            srv_record?: boolean;
            /**
             * @description SSL connection settings.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["emqx.ssl_client_opts"];
            topology?: components["schemas"]["mongo.topology"];
            /**
             * @description Whether to use MongoDB's legacy protocol for communicating with the database.  The default is to attempt to automatically determine if the newer protocol is supported.
             * @default auto
             * @enum {unknown}
             */
            use_legacy_protocol?: "auto" | true | false;
            /** @description The username associated with the bridge in the external database used for authentication or identification purposes. */
            username?: string;
            /**
             * @description Write mode.
             * @default unsafe
             * @enum {string}
             */
            w_mode?: "unsafe" | "safe";
        };
        "authn.mongo_sharded": {
            /** @description Database name associated with the user's credentials. */
            auth_source?: string;
            /**
             * @description Backend type.
             * @enum {string}
             */
            backend: "mongodb";
            /** @description Collection used to store authentication data. */
            collection: string;
            /** @description Database name. */
            database: string;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this auth provider.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Conditional expression that defines the filter condition in the query.<br/>Filter supports the following placeholders:<br/>- <code>${username}</code>: Will be replaced at runtime with <code>Username</code> used by the client when connecting<br/>- <code>${clientid}</code>: Will be replaced at runtime with <code>Client ID</code> used by the client when connecting
             * @default {}
             */
            filter?: Record<string, never>;
            /**
             * @description Document field that defines if the user has superuser privileges.
             * @default is_superuser
             */
            is_superuser_field?: string;
            /**
             * @description Authentication mechanism.
             * @enum {string}
             */
            mechanism: "password_based";
            /**
             * @description Sharded cluster. Must be set to 'sharded' when MongoDB server is running in 'sharded' mode.
             * @default sharded
             * @enum {string}
             */
            mongo_type: "sharded";
            /**
             * Format: password
             * @description The password associated with the bridge, used for authentication with the external database.
             */
            password?: string;
            /**
             * @description Options for password hash verification.
             * @default {
             *       "name": "sha256",
             *       "salt_position": "prefix"
             *     }
             */
            password_hash_algorithm?: components["schemas"]["authn_hash.simple"] | components["schemas"]["authn_hash.pbkdf2"] | components["schemas"]["authn_hash.bcrypt"];
            /**
             * @description Document field that contains password hash.
             * @default password_hash
             */
            password_hash_field?: string;
            /**
             * @description Size of the connection pool towards the bridge target service.
             * @default 8
             */
            pool_size?: number;
            /**
             * @description Document field that contains the password salt.
             * @default salt
             */
            salt_field?: string;
            /** @description A Node list for Cluster to connect to. The nodes should be separated with commas, such as: `Node[,Node].`<br/>For each Node should be: The IPv4 or IPv6 address or the hostname to connect to.<br/>A host entry has the following form: `Host[:Port]`.<br/>The MongoDB default port 27017 is used if `[:Port]` is not specified. */
            servers: string;
            /**
             * @description Use DNS SRV record.
             * @default false
             */
            srv_record?: boolean;
            /**
             * @description SSL connection settings.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["emqx.ssl_client_opts"];
            topology?: components["schemas"]["mongo.topology"];
            /**
             * @description Whether to use MongoDB's legacy protocol for communicating with the database.  The default is to attempt to automatically determine if the newer protocol is supported.
             * @default auto
             * @enum {unknown}
             */
            use_legacy_protocol?: "auto" | true | false;
            /** @description The username associated with the bridge in the external database used for authentication or identification purposes. */
            username?: string;
            /**
             * @description Write mode.
             * @default unsafe
             * @enum {string}
             */
            w_mode?: "unsafe" | "safe";
        };
        "authn.mongo_single": {
            /** @description Database name associated with the user's credentials. */
            auth_source?: string;
            /**
             * @description Backend type.
             * @enum {string}
             */
            backend: "mongodb";
            /** @description Collection used to store authentication data. */
            collection: string;
            /** @description Database name. */
            database: string;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this auth provider.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Conditional expression that defines the filter condition in the query.<br/>Filter supports the following placeholders:<br/>- <code>${username}</code>: Will be replaced at runtime with <code>Username</code> used by the client when connecting<br/>- <code>${clientid}</code>: Will be replaced at runtime with <code>Client ID</code> used by the client when connecting
             * @default {}
             */
            filter?: Record<string, never>;
            /**
             * @description Document field that defines if the user has superuser privileges.
             * @default is_superuser
             */
            is_superuser_field?: string;
            /**
             * @description Authentication mechanism.
             * @enum {string}
             */
            mechanism: "password_based";
            /**
             * @description Standalone instance. Must be set to 'single' when MongoDB server is running in standalone mode.
             * @default single
             * @enum {string}
             */
            mongo_type: "single";
            /**
             * Format: password
             * @description The password associated with the bridge, used for authentication with the external database.
             */
            password?: string;
            /**
             * @description Options for password hash verification.
             * @default {
             *       "name": "sha256",
             *       "salt_position": "prefix"
             *     }
             */
            password_hash_algorithm?: components["schemas"]["authn_hash.simple"] | components["schemas"]["authn_hash.pbkdf2"] | components["schemas"]["authn_hash.bcrypt"];
            /**
             * @description Document field that contains password hash.
             * @default password_hash
             */
            password_hash_field?: string;
            /**
             * @description Size of the connection pool towards the bridge target service.
             * @default 8
             */
            pool_size?: number;
            /**
             * @description Document field that contains the password salt.
             * @default salt
             */
            salt_field?: string;
            /** @description The IPv4 or IPv6 address or the hostname to connect to.<br/><br/>A host entry has the following form: `Host[:Port]`.<br/><br/>The MongoDB default port 27017 is used if `[:Port]` is not specified. */
            server: string;
            /**
             * @description Use DNS SRV record.
             * @default false
             */
            srv_record?: boolean;
            /**
             * @description SSL connection settings.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["emqx.ssl_client_opts"];
            topology?: components["schemas"]["mongo.topology"];
            /**
             * @description Whether to use MongoDB's legacy protocol for communicating with the database.  The default is to attempt to automatically determine if the newer protocol is supported.
             * @default auto
             * @enum {unknown}
             */
            use_legacy_protocol?: "auto" | true | false;
            /** @description The username associated with the bridge in the external database used for authentication or identification purposes. */
            username?: string;
            /**
             * @description Write mode.
             * @default unsafe
             * @enum {string}
             */
            w_mode?: "unsafe" | "safe";
        };
        "authn.mysql": {
            /**
             * @deprecated
             * @description Deprecated. Enable automatic reconnect to the database.
             * @default true
             */
            auto_reconnect?: boolean;
            /**
             * @description Backend type.
             * @enum {string}
             */
            backend: "mysql";
            /** @description Database name. */
            database: string;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this auth provider.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Authentication mechanism.
             * @enum {string}
             */
            mechanism: "password_based";
            /**
             * Format: password
             * @description The password associated with the bridge, used for authentication with the external database.
             */
            password?: string;
            /**
             * @description Options for password hash verification.
             * @default {
             *       "name": "sha256",
             *       "salt_position": "prefix"
             *     }
             */
            password_hash_algorithm?: components["schemas"]["authn_hash.simple"] | components["schemas"]["authn_hash.pbkdf2"] | components["schemas"]["authn_hash.bcrypt"];
            /**
             * @description Size of the connection pool towards the bridge target service.
             * @default 8
             */
            pool_size?: number;
            /** @description SQL used to query data for authentication, such as password hash. */
            query: string;
            /**
             * @description Timeout for the SQL query.
             * @default 5s
             */
            query_timeout?: string;
            /** @description The IPv4 or IPv6 address or the hostname to connect to.<br/><br/>A host entry has the following form: `Host[:Port]`.<br/><br/>The MySQL default port 3306 is used if `[:Port]` is not specified. */
            server: string;
            /**
             * @description SSL connection settings.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["emqx.ssl_client_opts"];
            /**
             * @description The username associated with the bridge in the external database used for authentication or identification purposes.
             * @default root
             */
            username?: string;
        };
        "authn.postgresql": {
            /**
             * @deprecated
             * @description Deprecated. Enable automatic reconnect to the database.
             * @default true
             */
            auto_reconnect?: boolean;
            /**
             * @description Backend type.
             * @enum {string}
             */
            backend: "postgresql";
            /** @description Database name. */
            database: string;
            /**
             * @description Disables the usage of prepared statements in the connections.<br/>Some endpoints, like PGBouncer or Supabase in Transaction mode, do not<br/>support session features such as prepared statements.  For such connections,<br/>this option should be enabled.
             * @default false
             */
            disable_prepared_statements?: boolean;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this auth provider.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Authentication mechanism.
             * @enum {string}
             */
            mechanism: "password_based";
            /**
             * Format: password
             * @description The password associated with the bridge, used for authentication with the external database.
             */
            password?: string;
            /**
             * @description Options for password hash verification.
             * @default {
             *       "name": "sha256",
             *       "salt_position": "prefix"
             *     }
             */
            password_hash_algorithm?: components["schemas"]["authn_hash.simple"] | components["schemas"]["authn_hash.pbkdf2"] | components["schemas"]["authn_hash.bcrypt"];
            /**
             * @description Size of the connection pool towards the bridge target service.
             * @default 8
             */
            pool_size?: number;
            /** @description SQL used to query data for authentication, such as password hash. */
            query: string;
            /** @description The IPv4 or IPv6 address or the hostname to connect to.<br/><br/>A host entry has the following form: `Host[:Port]`.<br/><br/>The PostgreSQL default port 5432 is used if `[:Port]` is not specified. */
            server: string;
            /**
             * @description SSL connection settings.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["emqx.ssl_client_opts"];
            /** @description The username associated with the bridge in the external database used for authentication or identification purposes. */
            username: string;
        };
        "authn.redis_cluster": {
            /**
             * @deprecated
             * @description Deprecated. Enable automatic reconnect to the database.
             * @default true
             */
            auto_reconnect?: boolean;
            /**
             * @description Backend type.
             * @enum {string}
             */
            backend: "redis";
            /** @description The Redis Command used to query data for authentication such as password hash, currently only supports <code>HGET</code> and <code>HMGET</code>. */
            cmd: string;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this auth provider.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Authentication mechanism.
             * @enum {string}
             */
            mechanism: "password_based";
            /**
             * Format: password
             * @description The password associated with the bridge, used for authentication with the external database.
             */
            password?: string;
            /**
             * @description Options for password hash verification.
             * @default {
             *       "name": "sha256",
             *       "salt_position": "prefix"
             *     }
             */
            password_hash_algorithm?: components["schemas"]["authn_hash.simple"] | components["schemas"]["authn_hash.pbkdf2"] | components["schemas"]["authn_hash.bcrypt"];
            /**
             * @description Size of the connection pool towards the bridge target service.
             * @default 8
             */
            pool_size?: number;
            /**
             * @description Cluster mode. Must be set to 'cluster' when Redis server is running in clustered mode.
             * @default cluster
             * @enum {string}
             */
            redis_type?: "cluster";
            /** @description A Node list for Cluster to connect to. The nodes should be separated with commas, such as: `Node[,Node].`<br/>For each Node should be: The IPv4 or IPv6 address or the hostname to connect to.<br/>A host entry has the following form: `Host[:Port]`.<br/>The Redis default port 6379 is used if `[:Port]` is not specified. */
            servers: string;
            /**
             * @description SSL connection settings.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["emqx.ssl_client_opts"];
            /** @description The username associated with the bridge in the external database used for authentication or identification purposes. */
            username?: string;
        };
        "authn.redis_sentinel": {
            /**
             * @deprecated
             * @description Deprecated. Enable automatic reconnect to the database.
             * @default true
             */
            auto_reconnect?: boolean;
            /**
             * @description Backend type.
             * @enum {string}
             */
            backend: "redis";
            /** @description The Redis Command used to query data for authentication such as password hash, currently only supports <code>HGET</code> and <code>HMGET</code>. */
            cmd: string;
            /**
             * @description Redis database ID.
             * @default 0
             */
            database?: number;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this auth provider.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Authentication mechanism.
             * @enum {string}
             */
            mechanism: "password_based";
            /**
             * Format: password
             * @description The password associated with the bridge, used for authentication with the external database.
             */
            password?: string;
            /**
             * @description Options for password hash verification.
             * @default {
             *       "name": "sha256",
             *       "salt_position": "prefix"
             *     }
             */
            password_hash_algorithm?: components["schemas"]["authn_hash.simple"] | components["schemas"]["authn_hash.pbkdf2"] | components["schemas"]["authn_hash.bcrypt"];
            /**
             * @description Size of the connection pool towards the bridge target service.
             * @default 8
             */
            pool_size?: number;
            /**
             * @description Sentinel mode. Must be set to 'sentinel' when Redis server is running in sentinel mode.
             * @default sentinel
             * @enum {string}
             */
            redis_type?: "sentinel";
            /** @description The cluster name in Redis sentinel mode. */
            sentinel: string;
            /** @description A Node list for Cluster to connect to. The nodes should be separated with commas, such as: `Node[,Node].`<br/>For each Node should be: The IPv4 or IPv6 address or the hostname to connect to.<br/>A host entry has the following form: `Host[:Port]`.<br/>The Redis default port 6379 is used if `[:Port]` is not specified. */
            servers: string;
            /**
             * @description SSL connection settings.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["emqx.ssl_client_opts"];
            /** @description The username associated with the bridge in the external database used for authentication or identification purposes. */
            username?: string;
        };
        "authn.redis_single": {
            /**
             * @deprecated
             * @description Deprecated. Enable automatic reconnect to the database.
             * @default true
             */
            auto_reconnect?: boolean;
            /**
             * @description Backend type.
             * @enum {string}
             */
            backend: "redis";
            /** @description The Redis Command used to query data for authentication such as password hash, currently only supports <code>HGET</code> and <code>HMGET</code>. */
            cmd: string;
            /**
             * @description Redis database ID.
             * @default 0
             */
            database?: number;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this auth provider.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Authentication mechanism.
             * @enum {string}
             */
            mechanism: "password_based";
            /**
             * Format: password
             * @description The password associated with the bridge, used for authentication with the external database.
             */
            password?: string;
            /**
             * @description Options for password hash verification.
             * @default {
             *       "name": "sha256",
             *       "salt_position": "prefix"
             *     }
             */
            password_hash_algorithm?: components["schemas"]["authn_hash.simple"] | components["schemas"]["authn_hash.pbkdf2"] | components["schemas"]["authn_hash.bcrypt"];
            /**
             * @description Size of the connection pool towards the bridge target service.
             * @default 8
             */
            pool_size?: number;
            /**
             * @description Single mode. Must be set to 'single' when Redis server is running in single mode.
             * @default single
             * @enum {string}
             */
            redis_type?: "single";
            /** @description The IPv4 or IPv6 address or the hostname to connect to.<br/><br/>A host entry has the following form: `Host[:Port]`.<br/><br/>The Redis default port 6379 is used if `[:Port]` is not specified. */
            server: string;
            /**
             * @description SSL connection settings.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["emqx.ssl_client_opts"];
            /** @description The username associated with the bridge in the external database used for authentication or identification purposes. */
            username?: string;
        };
        "authn.scram": {
            /**
             * @description Hashing algorithm.
             * @default sha256
             * @enum {string}
             */
            algorithm?: "sha256" | "sha512";
            /**
             * @description Backend type.
             * @enum {string}
             */
            backend: "built_in_database";
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this auth provider.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Iteration count.
             * @default 4096
             */
            iteration_count?: number;
            /**
             * @description Authentication mechanism.
             * @enum {string}
             */
            mechanism: "scram";
        };
        "authz.api_file": {
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this ACL provider
             * @default true
             */
            enable?: boolean;
            rules: string;
            /**
             * @description Backend type.
             * @enum {string}
             */
            type: "file";
        };
        "authz.builtin_db": {
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this ACL provider
             * @default true
             */
            enable?: boolean;
            /**
             * @description Maximum number of rules per client/user. Note that performance may decrease as number of rules increases.
             * @default 100
             */
            max_rules?: number;
            /**
             * @description Backend type.
             * @enum {string}
             */
            type: "built_in_database";
        };
        "authz.http_get": {
            /** @description HTTP request body. */
            body?: {
                [key: string]: string;
            };
            /**
             * @description The timeout when connecting to the HTTP server.
             * @default 15s
             */
            connect_timeout?: string;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this ACL provider
             * @default true
             */
            enable?: boolean;
            /**
             * @description The maximum number of HTTP requests that can be sent before an HTTP response is received.<br/><br/>Setting this to 1 is equivalent to turning off HTTP pipelining, and the EMQX must receive a response to the previous HTTP request before sending the next HTTP request.
             * @default 100
             */
            enable_pipelining?: number;
            /**
             * @description List of HTTP headers (without <code>content-type</code>).
             * @default {
             *       "accept": "application/json",
             *       "cache-control": "no-cache",
             *       "connection": "keep-alive",
             *       "keep-alive": "timeout=30, max=1000"
             *     }
             */
            headers?: Record<string, never>;
            /** @deprecated */
            max_retries?: number;
            /**
             * @description HTTP method.
             * @enum {string}
             */
            method: "get";
            /**
             * @description The pool size.
             * @default 8
             */
            pool_size?: number;
            /** @description Configure HTTP request parameters. */
            request?: components["schemas"]["connector_http.request"];
            /**
             * @description HTTP request timeout.
             * @default 30s
             */
            request_timeout?: string;
            /** @deprecated */
            retry_interval?: string;
            /**
             * @description SSL connection settings.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["emqx.ssl_client_opts"];
            /**
             * @description Backend type.
             * @enum {string}
             */
            type: "http";
            /** @description URL of the auth server. */
            url: string;
        };
        "authz.http_post": {
            /** @description HTTP request body. */
            body?: {
                [key: string]: string;
            };
            /**
             * @description The timeout when connecting to the HTTP server.
             * @default 15s
             */
            connect_timeout?: string;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this ACL provider
             * @default true
             */
            enable?: boolean;
            /**
             * @description The maximum number of HTTP requests that can be sent before an HTTP response is received.<br/><br/>Setting this to 1 is equivalent to turning off HTTP pipelining, and the EMQX must receive a response to the previous HTTP request before sending the next HTTP request.
             * @default 100
             */
            enable_pipelining?: number;
            /**
             * @description List of HTTP Headers.
             * @default {
             *       "accept": "application/json",
             *       "cache-control": "no-cache",
             *       "connection": "keep-alive",
             *       "content-type": "application/json",
             *       "keep-alive": "timeout=30, max=1000"
             *     }
             */
            headers?: Record<string, never>;
            /** @deprecated */
            max_retries?: number;
            /**
             * @description HTTP method.
             * @enum {string}
             */
            method: "post";
            /**
             * @description The pool size.
             * @default 8
             */
            pool_size?: number;
            /** @description Configure HTTP request parameters. */
            request?: components["schemas"]["connector_http.request"];
            /**
             * @description HTTP request timeout.
             * @default 30s
             */
            request_timeout?: string;
            /** @deprecated */
            retry_interval?: string;
            /**
             * @description SSL connection settings.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["emqx.ssl_client_opts"];
            /**
             * @description Backend type.
             * @enum {string}
             */
            type: "http";
            /** @description URL of the auth server. */
            url: string;
        };
        "authz.ldap": {
            /**
             * @description Indicates which attribute is used to represent the both allowed topics list of  `publish` and `subscribe`.
             * @default mqttPubSubTopic
             */
            all_attribute?: string;
            /** @description The name of the base object entry (or possibly the root) relative to<br/>which the Search is to be performed. */
            base_dn: string;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this ACL provider
             * @default true
             */
            enable?: boolean;
            /**
             * @description The filter that defines the conditions that must be fulfilled in order<br/>for the Search to match a given entry.<br><br/>The syntax of the filter follows RFC 4515 and also supports placeholders.
             * @default (objectClass=mqttUser)
             */
            filter?: string;
            /**
             * Format: password
             * @description The password associated with the bridge, used for authentication with the external database.
             */
            password?: string;
            /**
             * @description Size of the connection pool towards the bridge target service.
             * @default 8
             */
            pool_size?: number;
            /**
             * @description Indicates which attribute is used to represent the allowed topics list of the `publish`.
             * @default mqttPublishTopic
             */
            publish_attribute?: string;
            /**
             * @description Timeout for the LDAP query.
             * @default 5s
             */
            query_timeout?: string;
            /**
             * @description Sets the maximum time in milliseconds that is used for each individual request.
             * @default 10s
             */
            request_timeout?: string;
            /** @description The IPv4 or IPv6 address or the hostname to connect to.<br/><br/>A host entry has the following form: `Host[:Port]`.<br/><br/>The LDAP default port 389 is used if `[:Port]` is not specified. */
            server: string;
            /**
             * @description SSL connection settings.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["ldap.ssl"];
            /**
             * @description Indicates which attribute is used to represent the allowed topics list of the `subscribe`.
             * @default mqttSubscriptionTopic
             */
            subscribe_attribute?: string;
            /**
             * @description Backend type.
             * @enum {string}
             */
            type: "ldap";
            /** @description The username associated with the bridge in the external database used for authentication or identification purposes. */
            username: string;
        };
        "authz.mongo_rs": {
            /** @description Database name associated with the user's credentials. */
            auth_source?: string;
            /** @description `MongoDB` collection containing the authorization data. */
            collection: string;
            /** @description Database name. */
            database: string;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this ACL provider
             * @default true
             */
            enable?: boolean;
            /**
             * @description Conditional expression that defines the filter condition in the query.<br/>Filter supports the following placeholders<br/><br/> - <code>${username}</code>: Will be replaced at runtime with <code>Username</code> used by the client when connecting<br/><br/> - <code>${clientid}</code>: Will be replaced at runtime with <code>Client ID</code> used by the client when connecting
             * @default {}
             */
            filter?: Record<string, never>;
            /**
             * @description Replica set. Must be set to 'rs' when MongoDB server is running in 'replica set' mode.
             * @default rs
             * @enum {string}
             */
            mongo_type: "rs";
            /**
             * Format: password
             * @description The password associated with the bridge, used for authentication with the external database.
             */
            password?: string;
            /**
             * @description Size of the connection pool towards the bridge target service.
             * @default 8
             */
            pool_size?: number;
            /**
             * @description Read mode.
             * @default master
             * @enum {string}
             */
            r_mode?: "master" | "slave_ok";
            /** @description Name of the replica set. */
            replica_set_name: string;
            /** @description A Node list for Cluster to connect to. The nodes should be separated with commas, such as: `Node[,Node].`<br/>For each Node should be: The IPv4 or IPv6 address or the hostname to connect to.<br/>A host entry has the following form: `Host[:Port]`.<br/>The MongoDB default port 27017 is used if `[:Port]` is not specified. */
            servers: string;
            /**
             * @description Use DNS SRV record.
             * @default false
             */
            srv_record?: boolean;
            /**
             * @description SSL connection settings.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["emqx.ssl_client_opts"];
            topology?: components["schemas"]["mongo.topology"];
            /**
             * @description Backend type.
             * @enum {string}
             */
            type: "mongodb";
            /**
             * @description Whether to use MongoDB's legacy protocol for communicating with the database.  The default is to attempt to automatically determine if the newer protocol is supported.
             * @default auto
             * @enum {unknown}
             */
            use_legacy_protocol?: "auto" | true | false;
            /** @description The username associated with the bridge in the external database used for authentication or identification purposes. */
            username?: string;
            /**
             * @description Write mode.
             * @default unsafe
             * @enum {string}
             */
            w_mode?: "unsafe" | "safe";
        };
        "authz.mongo_sharded": {
            /** @description Database name associated with the user's credentials. */
            auth_source?: string;
            /** @description `MongoDB` collection containing the authorization data. */
            collection: string;
            /** @description Database name. */
            database: string;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this ACL provider
             * @default true
             */
            enable?: boolean;
            /**
             * @description Conditional expression that defines the filter condition in the query.<br/>Filter supports the following placeholders<br/><br/> - <code>${username}</code>: Will be replaced at runtime with <code>Username</code> used by the client when connecting<br/><br/> - <code>${clientid}</code>: Will be replaced at runtime with <code>Client ID</code> used by the client when connecting
             * @default {}
             */
            filter?: Record<string, never>;
            /**
             * @description Sharded cluster. Must be set to 'sharded' when MongoDB server is running in 'sharded' mode.
             * @default sharded
             * @enum {string}
             */
            mongo_type: "sharded";
            /**
             * Format: password
             * @description The password associated with the bridge, used for authentication with the external database.
             */
            password?: string;
            /**
             * @description Size of the connection pool towards the bridge target service.
             * @default 8
             */
            pool_size?: number;
            /** @description A Node list for Cluster to connect to. The nodes should be separated with commas, such as: `Node[,Node].`<br/>For each Node should be: The IPv4 or IPv6 address or the hostname to connect to.<br/>A host entry has the following form: `Host[:Port]`.<br/>The MongoDB default port 27017 is used if `[:Port]` is not specified. */
            servers: string;
            /**
             * @description Use DNS SRV record.
             * @default false
             */
            srv_record?: boolean;
            /**
             * @description SSL connection settings.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["emqx.ssl_client_opts"];
            topology?: components["schemas"]["mongo.topology"];
            /**
             * @description Backend type.
             * @enum {string}
             */
            type: "mongodb";
            /**
             * @description Whether to use MongoDB's legacy protocol for communicating with the database.  The default is to attempt to automatically determine if the newer protocol is supported.
             * @default auto
             * @enum {unknown}
             */
            use_legacy_protocol?: "auto" | true | false;
            /** @description The username associated with the bridge in the external database used for authentication or identification purposes. */
            username?: string;
            /**
             * @description Write mode.
             * @default unsafe
             * @enum {string}
             */
            w_mode?: "unsafe" | "safe";
        };
        "authz.mongo_single": {
            /** @description Database name associated with the user's credentials. */
            auth_source?: string;
            /** @description `MongoDB` collection containing the authorization data. */
            collection: string;
            /** @description Database name. */
            database: string;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this ACL provider
             * @default true
             */
            enable?: boolean;
            /**
             * @description Conditional expression that defines the filter condition in the query.<br/>Filter supports the following placeholders<br/><br/> - <code>${username}</code>: Will be replaced at runtime with <code>Username</code> used by the client when connecting<br/><br/> - <code>${clientid}</code>: Will be replaced at runtime with <code>Client ID</code> used by the client when connecting
             * @default {}
             */
            filter?: Record<string, never>;
            /**
             * @description Standalone instance. Must be set to 'single' when MongoDB server is running in standalone mode.
             * @default single
             * @enum {string}
             */
            mongo_type: "single";
            /**
             * Format: password
             * @description The password associated with the bridge, used for authentication with the external database.
             */
            password?: string;
            /**
             * @description Size of the connection pool towards the bridge target service.
             * @default 8
             */
            pool_size?: number;
            /** @description The IPv4 or IPv6 address or the hostname to connect to.<br/><br/>A host entry has the following form: `Host[:Port]`.<br/><br/>The MongoDB default port 27017 is used if `[:Port]` is not specified. */
            server: string;
            /**
             * @description Use DNS SRV record.
             * @default false
             */
            srv_record?: boolean;
            /**
             * @description SSL connection settings.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["emqx.ssl_client_opts"];
            topology?: components["schemas"]["mongo.topology"];
            /**
             * @description Backend type.
             * @enum {string}
             */
            type: "mongodb";
            /**
             * @description Whether to use MongoDB's legacy protocol for communicating with the database.  The default is to attempt to automatically determine if the newer protocol is supported.
             * @default auto
             * @enum {unknown}
             */
            use_legacy_protocol?: "auto" | true | false;
            /** @description The username associated with the bridge in the external database used for authentication or identification purposes. */
            username?: string;
            /**
             * @description Write mode.
             * @default unsafe
             * @enum {string}
             */
            w_mode?: "unsafe" | "safe";
        };
        "authz.mysql": {
            /**
             * @deprecated
             * @description Deprecated. Enable automatic reconnect to the database.
             * @default true
             */
            auto_reconnect?: boolean;
            /** @description Database name. */
            database: string;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this ACL provider
             * @default true
             */
            enable?: boolean;
            /**
             * Format: password
             * @description The password associated with the bridge, used for authentication with the external database.
             */
            password?: string;
            /**
             * @description Size of the connection pool towards the bridge target service.
             * @default 8
             */
            pool_size?: number;
            /** @description Key-value list of SQL prepared statements. */
            prepare_statement?: Record<string, never>;
            /** @description Database query used to retrieve authorization data. */
            query: string;
            /** @description The IPv4 or IPv6 address or the hostname to connect to.<br/><br/>A host entry has the following form: `Host[:Port]`.<br/><br/>The MySQL default port 3306 is used if `[:Port]` is not specified. */
            server: string;
            /**
             * @description SSL connection settings.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["emqx.ssl_client_opts"];
            /**
             * @description Backend type.
             * @enum {string}
             */
            type: "mysql";
            /**
             * @description The username associated with the bridge in the external database used for authentication or identification purposes.
             * @default root
             */
            username?: string;
        };
        "authz.postgresql": {
            /**
             * @deprecated
             * @description Deprecated. Enable automatic reconnect to the database.
             * @default true
             */
            auto_reconnect?: boolean;
            /** @description Database name. */
            database: string;
            /**
             * @description Disables the usage of prepared statements in the connections.<br/>Some endpoints, like PGBouncer or Supabase in Transaction mode, do not<br/>support session features such as prepared statements.  For such connections,<br/>this option should be enabled.
             * @default false
             */
            disable_prepared_statements?: boolean;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this ACL provider
             * @default true
             */
            enable?: boolean;
            /**
             * Format: password
             * @description The password associated with the bridge, used for authentication with the external database.
             */
            password?: string;
            /**
             * @description Size of the connection pool towards the bridge target service.
             * @default 8
             */
            pool_size?: number;
            /** @description Key-value list of SQL prepared statements. */
            prepare_statement?: Record<string, never>;
            /** @description Database query used to retrieve authorization data. */
            query: string;
            /** @description The IPv4 or IPv6 address or the hostname to connect to.<br/><br/>A host entry has the following form: `Host[:Port]`.<br/><br/>The PostgreSQL default port 5432 is used if `[:Port]` is not specified. */
            server: string;
            /**
             * @description SSL connection settings.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["emqx.ssl_client_opts"];
            /**
             * @description Backend type.
             * @enum {string}
             */
            type: "postgresql";
            /** @description The username associated with the bridge in the external database used for authentication or identification purposes. */
            username: string;
        };
        "authz.redis_cluster": {
            /**
             * @deprecated
             * @description Deprecated. Enable automatic reconnect to the database.
             * @default true
             */
            auto_reconnect?: boolean;
            /** @description Database query used to retrieve authorization data. */
            cmd: string;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this ACL provider
             * @default true
             */
            enable?: boolean;
            /**
             * Format: password
             * @description The password associated with the bridge, used for authentication with the external database.
             */
            password?: string;
            /**
             * @description Size of the connection pool towards the bridge target service.
             * @default 8
             */
            pool_size?: number;
            /**
             * @description Cluster mode. Must be set to 'cluster' when Redis server is running in clustered mode.
             * @default cluster
             * @enum {string}
             */
            redis_type?: "cluster";
            /** @description A Node list for Cluster to connect to. The nodes should be separated with commas, such as: `Node[,Node].`<br/>For each Node should be: The IPv4 or IPv6 address or the hostname to connect to.<br/>A host entry has the following form: `Host[:Port]`.<br/>The Redis default port 6379 is used if `[:Port]` is not specified. */
            servers: string;
            /**
             * @description SSL connection settings.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["emqx.ssl_client_opts"];
            /**
             * @description Backend type.
             * @enum {string}
             */
            type: "redis";
            /** @description The username associated with the bridge in the external database used for authentication or identification purposes. */
            username?: string;
        };
        "authz.redis_sentinel": {
            /**
             * @deprecated
             * @description Deprecated. Enable automatic reconnect to the database.
             * @default true
             */
            auto_reconnect?: boolean;
            /** @description Database query used to retrieve authorization data. */
            cmd: string;
            /**
             * @description Redis database ID.
             * @default 0
             */
            database?: number;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this ACL provider
             * @default true
             */
            enable?: boolean;
            /**
             * Format: password
             * @description The password associated with the bridge, used for authentication with the external database.
             */
            password?: string;
            /**
             * @description Size of the connection pool towards the bridge target service.
             * @default 8
             */
            pool_size?: number;
            /**
             * @description Sentinel mode. Must be set to 'sentinel' when Redis server is running in sentinel mode.
             * @default sentinel
             * @enum {string}
             */
            redis_type?: "sentinel";
            /** @description The cluster name in Redis sentinel mode. */
            sentinel: string;
            /** @description A Node list for Cluster to connect to. The nodes should be separated with commas, such as: `Node[,Node].`<br/>For each Node should be: The IPv4 or IPv6 address or the hostname to connect to.<br/>A host entry has the following form: `Host[:Port]`.<br/>The Redis default port 6379 is used if `[:Port]` is not specified. */
            servers: string;
            /**
             * @description SSL connection settings.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["emqx.ssl_client_opts"];
            /**
             * @description Backend type.
             * @enum {string}
             */
            type: "redis";
            /** @description The username associated with the bridge in the external database used for authentication or identification purposes. */
            username?: string;
        };
        "authz.redis_single": {
            /**
             * @deprecated
             * @description Deprecated. Enable automatic reconnect to the database.
             * @default true
             */
            auto_reconnect?: boolean;
            /** @description Database query used to retrieve authorization data. */
            cmd: string;
            /**
             * @description Redis database ID.
             * @default 0
             */
            database?: number;
            /**
             * @description Set to <code>true</code> or <code>false</code> to disable this ACL provider
             * @default true
             */
            enable?: boolean;
            /**
             * Format: password
             * @description The password associated with the bridge, used for authentication with the external database.
             */
            password?: string;
            /**
             * @description Size of the connection pool towards the bridge target service.
             * @default 8
             */
            pool_size?: number;
            /**
             * @description Single mode. Must be set to 'single' when Redis server is running in single mode.
             * @default single
             * @enum {string}
             */
            redis_type?: "single";
            /** @description The IPv4 or IPv6 address or the hostname to connect to.<br/><br/>A host entry has the following form: `Host[:Port]`.<br/><br/>The Redis default port 6379 is used if `[:Port]` is not specified. */
            server: string;
            /**
             * @description SSL connection settings.
             * @default {
             *       "enable": false
             *     }
             */
            ssl?: components["schemas"]["emqx.ssl_client_opts"];
            /**
             * @description Backend type.
             * @enum {string}
             */
            type: "redis";
            /** @description The username associated with the bridge in the external database used for authentication or identification purposes. */
            username?: string;
        };
        "connector_http.request": {
            /** @description HTTP request body. */
            body?: string;
            /** @description List of HTTP headers. */
            headers?: Record<string, never>;
            /** @description Max retry times if error on sending request. */
            max_retries?: number;
            /** @description HTTP method. */
            method?: string;
            /** @description URL path. */
            path?: string;
            /** @description HTTP request timeout. */
            request_timeout?: string;
        };
        "emqx_authz_api_mnesia.clientid_response_data": {
            data?: components["schemas"]["emqx_authz_api_mnesia.rules_for_clientid"][];
            meta?: components["schemas"]["public.meta"];
        };
        "emqx_authz_api_mnesia.rule_item": {
            /**
             * @description Authorized action (publish/subscribe/all)
             * @enum {string}
             */
            action: "publish" | "subscribe" | "all";
            /**
             * @description Permission
             * @enum {string}
             */
            permission: "allow" | "deny";
            /**
             * @description QoS of authorized action
             * @default [
             *       0,
             *       1,
             *       2
             *     ]
             */
            qos?: number[];
            /**
             * @description Retain flag of authorized action
             * @default all
             */
            retain?: boolean | "all";
            /** @description Rule on specific topic */
            topic: string;
        };
        "emqx_authz_api_mnesia.rules": {
            rules?: components["schemas"]["emqx_authz_api_mnesia.rule_item"][];
        };
        "emqx_authz_api_mnesia.rules_for_clientid": {
            /** @description ClientID */
            clientid: string;
            rules?: components["schemas"]["emqx_authz_api_mnesia.rule_item"][];
        };
        "emqx_authz_api_mnesia.rules_for_username": {
            rules?: components["schemas"]["emqx_authz_api_mnesia.rule_item"][];
            /** @description Username */
            username: string;
        };
        "emqx_authz_api_mnesia.username_response_data": {
            data?: components["schemas"]["emqx_authz_api_mnesia.rules_for_username"][];
            meta?: components["schemas"]["public.meta"];
        };
        "emqx_authz_api_sources.request_sources_order": {
            /**
             * @description Authorization type
             * @enum {string}
             */
            type: "file" | "built_in_database" | "http" | "redis" | "mysql" | "postgresql" | "mongodb" | "ldap";
        };
        "emqx_authz_api_sources.sources": {
            /** @description Authorization data sources.<br/><br/>An array of authorization (ACL) data providers.<br/>It is designed as an array, not a hash-map, so the sources can be<br/>ordered to form a chain of access controls.<br/><br/><br/>When authorizing a 'publish' or 'subscribe' action, the configured<br/>sources are checked in order. When checking an ACL source,<br/>in case the client (identified by username or client ID) is not found,<br/>it moves on to the next source. And it stops immediately<br/>once an 'allow' or 'deny' decision is returned.<br/><br/><br/>If the client is not found in any of the sources,<br/>the default action configured in 'authorization.no_match' is applied.<br/><br/><br/>NOTE:<br/>The source elements are identified by their 'type'.<br/>It is NOT allowed to configure two or more sources of the same type. */
            sources?: (components["schemas"]["authz.ldap"] | components["schemas"]["authz.mongo_sharded"] | components["schemas"]["authz.mongo_rs"] | components["schemas"]["authz.mongo_single"] | components["schemas"]["authz.postgresql"] | components["schemas"]["authz.mysql"] | components["schemas"]["authz.redis_cluster"] | components["schemas"]["authz.redis_sentinel"] | components["schemas"]["authz.redis_single"] | components["schemas"]["authz.http_post"] | components["schemas"]["authz.http_get"] | components["schemas"]["authz.builtin_db"] | components["schemas"]["authz.api_file"])[];
        };
        "emqx_mgmt_api_banned.ban": {
            /**
             * @description Ban method, which can be exact client ID, client ID regular expression, exact username, username regular expression,<br/>IP address or an IP address range.
             * @enum {string}
             */
            as: "clientid" | "username" | "peerhost" | "clientid_re" | "username_re" | "peerhost_net";
            /** @description The start time of the ban, the format is rfc3339, the default is the time when the operation was initiated. */
            at?: number | string;
            /** @description Initiator of the ban. */
            by?: string;
            /** @description Ban reason, record the reason why the current object was banned. */
            reason?: string;
            /**
             * @description The end time of the ban, the format is rfc3339, the default is the time when the operation was initiated + 1 year.
             * @default infinity
             */
            until?: (number | string) | "infinity";
            /** @description Ban object, specific client ID, username or IP address. */
            who: string;
        };
        "emqx_mgmt_api_clients.authz_cache": {
            /** @description Access type */
            access?: string;
            /**
             * @description Allow or deny
             * @enum {string}
             */
            result?: "allow" | "denny";
            /** @description Topic name */
            topic?: string;
            /** @description Update time */
            updated_time?: number;
        };
        "emqx_mgmt_api_clients.client": {
            /** @description v4 api name [awaiting_rel] Number of awaiting PUBREC packet */
            awaiting_rel_cnt?: number;
            /** @description v4 api name [max_awaiting_rel]. Maximum allowed number of awaiting PUBREC packet */
            awaiting_rel_max?: number;
            /** @description Indicate whether the client is using a brand new session */
            clean_start?: boolean;
            client_attrs?: {
                [key: string]: string;
            };
            /** @description Client identifier */
            clientid?: string;
            /** @description Whether the client is connected */
            connected?: boolean;
            /** @description Client connection time, rfc3339 or timestamp(millisecond) */
            connected_at?: number | string;
            /** @description Session creation time, rfc3339 or timestamp(millisecond) */
            created_at?: number | string;
            /** @description Client offline time. It's Only valid and returned when connected is false, rfc3339 or timestamp(millisecond) */
            disconnected_at?: number | string;
            /** @description Session is durable */
            durable?: boolean;
            /** @description Session expiration interval, with the unit of second */
            expiry_interval?: number;
            /** @description Process heap size with the unit of byte */
            heap_size?: number;
            /** @description Current length of inflight */
            inflight_cnt?: number;
            /** @description v4 api name [max_inflight]. Maximum length of inflight */
            inflight_max?: number;
            /** @description Client's IP address */
            ip_address?: string;
            /** @description Indicates whether the client is connected via bridge */
            is_bridge?: boolean;
            /** @description Indicates whether the client session is expired */
            is_expired?: boolean;
            /** @description keepalive time, with the unit of second */
            keepalive?: number;
            /** @description Process mailbox size */
            mailbox_len?: number;
            /** @description Topic mountpoint */
            mountpoint?: string;
            /** @description Number of messages dropped by the message queue due to exceeding the length */
            mqueue_dropped?: number;
            /** @description Current length of message queue */
            mqueue_len?: number;
            /** @description v4 api name [max_mqueue]. Maximum length of message queue */
            mqueue_max?: number;
            /** @description Number of streams used by the durable session */
            n_streams?: number;
            /** @description Name of the node to which the client is connected */
            node?: string;
            /** @description Client's port */
            port?: number;
            /** @description Client protocol name */
            proto_name?: string;
            /** @description Protocol version used by the client */
            proto_ver?: number;
            /** @description Number of TCP packets received */
            recv_cnt?: number;
            /** @description Number of PUBLISH packets received */
            recv_msg?: number;
            /** @description Number of dropped PUBLISH packets */
            "recv_msg.dropped"?: number;
            /** @description Number of dropped PUBLISH packets due to expired */
            "recv_msg.dropped.await_pubrel_timeout"?: number;
            /** @description Number of PUBLISH QoS0 packets received */
            "recv_msg.qos0"?: number;
            /** @description Number of PUBLISH QoS1 packets received */
            "recv_msg.qos1"?: number;
            /** @description Number of PUBLISH QoS2 packets received */
            "recv_msg.qos2"?: number;
            /** @description Number of bytes received */
            recv_oct?: number;
            /** @description Number of MQTT packets received */
            recv_pkt?: number;
            /** @description Erlang reduction */
            reductions?: number;
            /** @description Number of TCP packets sent */
            send_cnt?: number;
            /** @description Number of PUBLISH packets sent */
            send_msg?: number;
            /** @description Number of dropped PUBLISH packets */
            "send_msg.dropped"?: number;
            /** @description Number of dropped PUBLISH packets due to expired */
            "send_msg.dropped.expired"?: number;
            /** @description Number of dropped PUBLISH packets due to queue full */
            "send_msg.dropped.queue_full"?: number;
            /** @description Number of dropped PUBLISH packets due to packet length too large */
            "send_msg.dropped.too_large"?: number;
            /** @description Number of PUBLISH QoS0 packets sent */
            "send_msg.qos0"?: number;
            /** @description Number of PUBLISH QoS1 packets sent */
            "send_msg.qos1"?: number;
            /** @description Number of PUBLISH QoS2 packets sent */
            "send_msg.qos2"?: number;
            /** @description Number of bytes sent */
            send_oct?: number;
            /** @description Number of MQTT packets sent */
            send_pkt?: number;
            /** @description Sequence number of the last PUBACK received from the client (Durable sessions only) */
            seqno_q1_comm?: number;
            /** @description Sequence number of the last QoS1 message sent to the client, that hasn't been acked (Durable sessions only) */
            seqno_q1_dup?: number;
            /** @description Sequence number of next QoS1 message to be added to the batch (Durable sessions only) */
            seqno_q1_next?: number;
            /** @description Sequence number of the last PUBCOMP received from the client (Durable sessions only) */
            seqno_q2_comm?: number;
            /** @description Sequence number of last unacked QoS2 PUBLISH message sent to the client (Durable sessions only) */
            seqno_q2_dup?: number;
            /** @description Sequence number of next QoS2 message to be added to the batch (Durable sessions only) */
            seqno_q2_next?: number;
            /** @description Sequence number of last PUBREC received from the client (Durable sessions only) */
            seqno_q2_rec?: number;
            /** @description Number of subscriptions established by this client. */
            subscriptions_cnt?: number;
            /** @description v4 api name [max_subscriptions] Maximum number of subscriptions allowed by this client */
            subscriptions_max?: number;
            /** @description User name of client when connecting */
            username?: string;
        };
        "emqx_mgmt_api_clients.clients": {
            data?: components["schemas"]["emqx_mgmt_api_clients.client"][];
            meta?: components["schemas"]["public.meta"];
        };
        "emqx_mgmt_api_metrics.aggregated_metrics": {
            /** @description Number of failed client Authentication */
            "authentication.failure"?: number;
            /** @description Number of successful client Authentication */
            "authentication.success"?: number;
            /** @description Number of successful client Authentication due to anonymous */
            "authentication.success.anonymous"?: number;
            /** @description Number of Authorization allow */
            "authorization.allow"?: number;
            /** @description Number of Authorization hits the cache */
            "authorization.cache_hit"?: number;
            /** @description Number of Authorization cache missing */
            "authorization.cache_miss"?: number;
            /** @description Number of Authorization deny */
            "authorization.deny"?: number;
            /** @description Number of bytes received */
            "bytes.received"?: number;
            /** @description Number of bytes sent on this connection */
            "bytes.sent"?: number;
            /** @description Number of clients who log in anonymously */
            "client.auth.anonymous"?: number;
            /** @description Number of client Authentication */
            "client.authenticate"?: number;
            /** @description Number of Authorization rule checks */
            "client.authorize"?: number;
            /** @description Number of CONNACK packet sent */
            "client.connack"?: number;
            /** @description Number of client connections */
            "client.connect"?: number;
            /** @description Number of successful client connected */
            "client.connected"?: number;
            /** @description Number of client disconnects */
            "client.disconnected"?: number;
            /** @description Number of client subscriptions */
            "client.subscribe"?: number;
            /** @description Number of client unsubscriptions */
            "client.unsubscribe"?: number;
            /** @description Total number of discarded messages when sending */
            "delivery.dropped"?: number;
            /** @description Number of messages dropped due to message expiration on sending */
            "delivery.dropped.expired"?: number;
            /** @description Number of messages that were dropped due to the No Local subscription option when sending */
            "delivery.dropped.no_local"?: number;
            /** @description Number of messages with QoS 0 that were dropped because the message queue was full when sending */
            "delivery.dropped.qos0_msg"?: number;
            /** @description Number of messages with a non-zero QoS that were dropped because the message queue was full when sending */
            "delivery.dropped.queue_full"?: number;
            /** @description The number of messages that were dropped because the length exceeded the limit when sending */
            "delivery.dropped.too_large"?: number;
            /** @description Number of received PUBACK and PUBREC packet */
            "messages.acked"?: number;
            /** @description Number of delay-published messages */
            "messages.delayed"?: number;
            /** @description Number of messages forwarded to the subscription process internally */
            "messages.delivered"?: number;
            /** @description Number of messages dropped before forwarding to the subscription process */
            "messages.dropped"?: number;
            /** @description Number of messages dropped due to waiting PUBREL timeout */
            "messages.dropped.await_pubrel_timeout"?: number;
            /** @description Number of messages dropped due to no subscribers */
            "messages.dropped.no_subscribers"?: number;
            /** @description Number of messages forwarded to other nodes */
            "messages.forward"?: number;
            /** @description Number of message persisted */
            "messages.persisted"?: number;
            /** @description Number of messages published in addition to system messages */
            "messages.publish"?: number;
            /** @description Number of QoS 0 messages received from clients */
            "messages.qos0.received"?: number;
            /** @description Number of QoS 0 messages sent to clients */
            "messages.qos0.sent"?: number;
            /** @description Number of QoS 1 messages received from clients */
            "messages.qos1.received"?: number;
            /** @description Number of QoS 1 messages sent to clients */
            "messages.qos1.sent"?: number;
            /** @description Number of QoS 2 messages received from clients */
            "messages.qos2.received"?: number;
            /** @description Number of QoS 2 messages sent to clients */
            "messages.qos2.sent"?: number;
            /** @description Number of messages received from the client, equal to the sum of messages.qos0.received, messages.qos1.received and messages.qos2.received */
            "messages.received"?: number;
            /** @description Number of messages sent to the client, equal to the sum of messages.qos0.sent, messages.qos1.sent and messages.qos2.sent */
            "messages.sent"?: number;
            /** @description Number fo message transformation failed */
            "messages.transformation_failed"?: number;
            /** @description Number fo message transformation succeeded */
            "messages.transformation_succeeded"?: number;
            /** @description Number of message validation failed */
            "messages.validation_failed"?: number;
            /** @description Number of message validation successful */
            "messages.validation_succeeded"?: number;
            /** @description Number of overload protection delayed */
            "overload_protection.delay.ok"?: number;
            /** @description Number of overload protection delay timeout */
            "overload_protection.delay.timeout"?: number;
            /** @description Number of overload protection garbage collection */
            "overload_protection.gc"?: number;
            /** @description Number of overload protection hibernation */
            "overload_protection.hibernation"?: number;
            /** @description Number of overload protection close new incoming connection */
            "overload_protection.new_conn"?: number;
            /** @description Number of received AUTH packet */
            "packets.auth.received"?: number;
            /** @description Number of sent AUTH packet */
            "packets.auth.sent"?: number;
            /** @description Number of received CONNECT packet with failed Authentication */
            "packets.connack.auth_error"?: number;
            /** @description Number of received CONNECT packet with unsuccessful connections */
            "packets.connack.error"?: number;
            /** @description Number of sent CONNACK packet */
            "packets.connack.sent"?: number;
            /** @description Number of received CONNECT packet */
            "packets.connect.received"?: number;
            /** @description Number of received DISCONNECT packet */
            "packets.disconnect.received"?: number;
            /** @description Number of sent DISCONNECT packet */
            "packets.disconnect.sent"?: number;
            /** @description Number of received PINGREQ packet */
            "packets.pingreq.received"?: number;
            /** @description Number of sent PUBRESP packet */
            "packets.pingresp.sent"?: number;
            /** @description Number of received PUBACK packet with occupied identifiers */
            "packets.puback.inuse"?: number;
            /** @description Number of received packet with identifiers. */
            "packets.puback.missed"?: number;
            /** @description Number of received PUBACK packet */
            "packets.puback.received"?: number;
            /** @description Number of sent PUBACK packet */
            "packets.puback.sent"?: number;
            /** @description Number of received PUBCOMP packet with occupied identifiers */
            "packets.pubcomp.inuse"?: number;
            /** @description Number of missed PUBCOMP packet */
            "packets.pubcomp.missed"?: number;
            /** @description Number of received PUBCOMP packet */
            "packets.pubcomp.received"?: number;
            /** @description Number of sent PUBCOMP packet */
            "packets.pubcomp.sent"?: number;
            /** @description Number of received PUBLISH packets with failed the Authorization check */
            "packets.publish.auth_error"?: number;
            /** @description Number of messages discarded due to the receiving limit */
            "packets.publish.dropped"?: number;
            /** @description Number of received PUBLISH packet that cannot be published */
            "packets.publish.error"?: number;
            /** @description Number of received PUBLISH packet with occupied identifiers */
            "packets.publish.inuse"?: number;
            /** @description Number of received PUBLISH packet */
            "packets.publish.received"?: number;
            /** @description Number of sent PUBLISH packet */
            "packets.publish.sent"?: number;
            /** @description Number of received PUBREC packet with occupied identifiers */
            "packets.pubrec.inuse"?: number;
            /** @description Number of received PUBREC packet with unknown identifiers */
            "packets.pubrec.missed"?: number;
            /** @description Number of received PUBREC packet */
            "packets.pubrec.received"?: number;
            /** @description Number of sent PUBREC packet */
            "packets.pubrec.sent"?: number;
            /** @description Number of received PUBREC packet with unknown identifiers */
            "packets.pubrel.missed"?: number;
            /** @description Number of received PUBREL packet */
            "packets.pubrel.received"?: number;
            /** @description Number of sent PUBREL packet */
            "packets.pubrel.sent"?: number;
            /** @description Number of received packet */
            "packets.received"?: number;
            /** @description Number of sent packet */
            "packets.sent"?: number;
            /** @description Number of sent SUBACK packet */
            "packets.suback.sent"?: number;
            /** @description Number of received SUBACK packet with failed Authorization check */
            "packets.subscribe.auth_error"?: number;
            /** @description Number of received SUBSCRIBE packet with failed subscriptions */
            "packets.subscribe.error"?: number;
            /** @description Number of received SUBSCRIBE packet */
            "packets.subscribe.received"?: number;
            /** @description Number of sent UNSUBACK packet */
            "packets.unsuback.sent"?: number;
            /** @description Number of received UNSUBSCRIBE packet with failed unsubscriptions */
            "packets.unsubscribe.error"?: number;
            /** @description Number of received UNSUBSCRIBE packet */
            "packets.unsubscribe.received"?: number;
            /** @description Number of sessions created */
            "session.created"?: number;
            /** @description Number of sessions dropped because Clean Session or Clean Start is true */
            "session.discarded"?: number;
            /** @description Number of sessions resumed because Clean Session or Clean Start is false */
            "session.resumed"?: number;
            /** @description Number of sessions takenover because Clean Session or Clean Start is false */
            "session.takenover"?: number;
            /** @description Number of terminated sessions */
            "session.terminated"?: number;
        };
        "emqx_mgmt_api_metrics.node_metrics": {
            /** @description Number of failed client Authentication */
            "authentication.failure"?: number;
            /** @description Number of successful client Authentication */
            "authentication.success"?: number;
            /** @description Number of successful client Authentication due to anonymous */
            "authentication.success.anonymous"?: number;
            /** @description Number of Authorization allow */
            "authorization.allow"?: number;
            /** @description Number of Authorization hits the cache */
            "authorization.cache_hit"?: number;
            /** @description Number of Authorization cache missing */
            "authorization.cache_miss"?: number;
            /** @description Number of Authorization deny */
            "authorization.deny"?: number;
            /** @description Number of bytes received */
            "bytes.received"?: number;
            /** @description Number of bytes sent on this connection */
            "bytes.sent"?: number;
            /** @description Number of clients who log in anonymously */
            "client.auth.anonymous"?: number;
            /** @description Number of client Authentication */
            "client.authenticate"?: number;
            /** @description Number of Authorization rule checks */
            "client.authorize"?: number;
            /** @description Number of CONNACK packet sent */
            "client.connack"?: number;
            /** @description Number of client connections */
            "client.connect"?: number;
            /** @description Number of successful client connected */
            "client.connected"?: number;
            /** @description Number of client disconnects */
            "client.disconnected"?: number;
            /** @description Number of client subscriptions */
            "client.subscribe"?: number;
            /** @description Number of client unsubscriptions */
            "client.unsubscribe"?: number;
            /** @description Total number of discarded messages when sending */
            "delivery.dropped"?: number;
            /** @description Number of messages dropped due to message expiration on sending */
            "delivery.dropped.expired"?: number;
            /** @description Number of messages that were dropped due to the No Local subscription option when sending */
            "delivery.dropped.no_local"?: number;
            /** @description Number of messages with QoS 0 that were dropped because the message queue was full when sending */
            "delivery.dropped.qos0_msg"?: number;
            /** @description Number of messages with a non-zero QoS that were dropped because the message queue was full when sending */
            "delivery.dropped.queue_full"?: number;
            /** @description The number of messages that were dropped because the length exceeded the limit when sending */
            "delivery.dropped.too_large"?: number;
            /** @description Number of received PUBACK and PUBREC packet */
            "messages.acked"?: number;
            /** @description Number of delay-published messages */
            "messages.delayed"?: number;
            /** @description Number of messages forwarded to the subscription process internally */
            "messages.delivered"?: number;
            /** @description Number of messages dropped before forwarding to the subscription process */
            "messages.dropped"?: number;
            /** @description Number of messages dropped due to waiting PUBREL timeout */
            "messages.dropped.await_pubrel_timeout"?: number;
            /** @description Number of messages dropped due to no subscribers */
            "messages.dropped.no_subscribers"?: number;
            /** @description Number of messages forwarded to other nodes */
            "messages.forward"?: number;
            /** @description Number of message persisted */
            "messages.persisted"?: number;
            /** @description Number of messages published in addition to system messages */
            "messages.publish"?: number;
            /** @description Number of QoS 0 messages received from clients */
            "messages.qos0.received"?: number;
            /** @description Number of QoS 0 messages sent to clients */
            "messages.qos0.sent"?: number;
            /** @description Number of QoS 1 messages received from clients */
            "messages.qos1.received"?: number;
            /** @description Number of QoS 1 messages sent to clients */
            "messages.qos1.sent"?: number;
            /** @description Number of QoS 2 messages received from clients */
            "messages.qos2.received"?: number;
            /** @description Number of QoS 2 messages sent to clients */
            "messages.qos2.sent"?: number;
            /** @description Number of messages received from the client, equal to the sum of messages.qos0.received, messages.qos1.received and messages.qos2.received */
            "messages.received"?: number;
            /** @description Number of messages sent to the client, equal to the sum of messages.qos0.sent, messages.qos1.sent and messages.qos2.sent */
            "messages.sent"?: number;
            /** @description Number fo message transformation failed */
            "messages.transformation_failed"?: number;
            /** @description Number fo message transformation succeeded */
            "messages.transformation_succeeded"?: number;
            /** @description Number of message validation failed */
            "messages.validation_failed"?: number;
            /** @description Number of message validation successful */
            "messages.validation_succeeded"?: number;
            /** @description Node name */
            node?: string;
            /** @description Number of overload protection delayed */
            "overload_protection.delay.ok"?: number;
            /** @description Number of overload protection delay timeout */
            "overload_protection.delay.timeout"?: number;
            /** @description Number of overload protection garbage collection */
            "overload_protection.gc"?: number;
            /** @description Number of overload protection hibernation */
            "overload_protection.hibernation"?: number;
            /** @description Number of overload protection close new incoming connection */
            "overload_protection.new_conn"?: number;
            /** @description Number of received AUTH packet */
            "packets.auth.received"?: number;
            /** @description Number of sent AUTH packet */
            "packets.auth.sent"?: number;
            /** @description Number of received CONNECT packet with failed Authentication */
            "packets.connack.auth_error"?: number;
            /** @description Number of received CONNECT packet with unsuccessful connections */
            "packets.connack.error"?: number;
            /** @description Number of sent CONNACK packet */
            "packets.connack.sent"?: number;
            /** @description Number of received CONNECT packet */
            "packets.connect.received"?: number;
            /** @description Number of received DISCONNECT packet */
            "packets.disconnect.received"?: number;
            /** @description Number of sent DISCONNECT packet */
            "packets.disconnect.sent"?: number;
            /** @description Number of received PINGREQ packet */
            "packets.pingreq.received"?: number;
            /** @description Number of sent PUBRESP packet */
            "packets.pingresp.sent"?: number;
            /** @description Number of received PUBACK packet with occupied identifiers */
            "packets.puback.inuse"?: number;
            /** @description Number of received packet with identifiers. */
            "packets.puback.missed"?: number;
            /** @description Number of received PUBACK packet */
            "packets.puback.received"?: number;
            /** @description Number of sent PUBACK packet */
            "packets.puback.sent"?: number;
            /** @description Number of received PUBCOMP packet with occupied identifiers */
            "packets.pubcomp.inuse"?: number;
            /** @description Number of missed PUBCOMP packet */
            "packets.pubcomp.missed"?: number;
            /** @description Number of received PUBCOMP packet */
            "packets.pubcomp.received"?: number;
            /** @description Number of sent PUBCOMP packet */
            "packets.pubcomp.sent"?: number;
            /** @description Number of received PUBLISH packets with failed the Authorization check */
            "packets.publish.auth_error"?: number;
            /** @description Number of messages discarded due to the receiving limit */
            "packets.publish.dropped"?: number;
            /** @description Number of received PUBLISH packet that cannot be published */
            "packets.publish.error"?: number;
            /** @description Number of received PUBLISH packet with occupied identifiers */
            "packets.publish.inuse"?: number;
            /** @description Number of received PUBLISH packet */
            "packets.publish.received"?: number;
            /** @description Number of sent PUBLISH packet */
            "packets.publish.sent"?: number;
            /** @description Number of received PUBREC packet with occupied identifiers */
            "packets.pubrec.inuse"?: number;
            /** @description Number of received PUBREC packet with unknown identifiers */
            "packets.pubrec.missed"?: number;
            /** @description Number of received PUBREC packet */
            "packets.pubrec.received"?: number;
            /** @description Number of sent PUBREC packet */
            "packets.pubrec.sent"?: number;
            /** @description Number of received PUBREC packet with unknown identifiers */
            "packets.pubrel.missed"?: number;
            /** @description Number of received PUBREL packet */
            "packets.pubrel.received"?: number;
            /** @description Number of sent PUBREL packet */
            "packets.pubrel.sent"?: number;
            /** @description Number of received packet */
            "packets.received"?: number;
            /** @description Number of sent packet */
            "packets.sent"?: number;
            /** @description Number of sent SUBACK packet */
            "packets.suback.sent"?: number;
            /** @description Number of received SUBACK packet with failed Authorization check */
            "packets.subscribe.auth_error"?: number;
            /** @description Number of received SUBSCRIBE packet with failed subscriptions */
            "packets.subscribe.error"?: number;
            /** @description Number of received SUBSCRIBE packet */
            "packets.subscribe.received"?: number;
            /** @description Number of sent UNSUBACK packet */
            "packets.unsuback.sent"?: number;
            /** @description Number of received UNSUBSCRIBE packet with failed unsubscriptions */
            "packets.unsubscribe.error"?: number;
            /** @description Number of received UNSUBSCRIBE packet */
            "packets.unsubscribe.received"?: number;
            /** @description Number of sessions created */
            "session.created"?: number;
            /** @description Number of sessions dropped because Clean Session or Clean Start is true */
            "session.discarded"?: number;
            /** @description Number of sessions resumed because Clean Session or Clean Start is false */
            "session.resumed"?: number;
            /** @description Number of sessions takenover because Clean Session or Clean Start is false */
            "session.takenover"?: number;
            /** @description Number of terminated sessions */
            "session.terminated"?: number;
        };
        "emqx_mgmt_api_nodes.node_info": {
            /** @description By default, it includes only those sessions that have not expired. If the `broker.session_history_retain` config is set to a duration greater than `0s`, this count will also include sessions that expired within the specified retain time */
            cluster_sessions?: number;
            /** @description Number of clients session in this node */
            connections?: number;
            /**
             * @description Release edition
             * @enum {string}
             */
            edition?: "Opensource" | "Enterprise";
            /** @description Number of clients currently connected to this node */
            live_connections?: number;
            /** @description CPU average load in 1 minute */
            load1?: number;
            /** @description CPU average load in 5 minute */
            load5?: number;
            /** @description CPU average load in 15 minute */
            load15?: number;
            /** @description Path to log files */
            log_path?: string;
            /** @description File descriptors limit */
            max_fds?: number;
            /** @description Allocated memory */
            memory_total?: string;
            /** @description Used memory */
            memory_used?: string;
            /** @description Node name */
            node?: string;
            /**
             * @description Node status
             * @enum {string}
             */
            node_status?: "running" | "stopped";
            /** @description Erlang/OTP version */
            otp_release?: string;
            /** @description Erlang processes limit */
            process_available?: number;
            /** @description Running Erlang processes */
            process_used?: number;
            /**
             * @description Node role
             * @enum {string}
             */
            role?: "core" | "replicant";
            /** @description Path to system files */
            sys_path?: string;
            /** @description System uptime, milliseconds */
            uptime?: number;
            /** @description Release version */
            version?: string;
        };
        "emqx_mgmt_api_publish.bad_request": {
            /** @description BAD_REQUEST */
            code?: string;
            /** @description Describes the failure reason in detail. */
            message?: string;
        };
        "emqx_mgmt_api_publish.message_properties": {
            /** @description The Content Type MUST be a UTF-8 Encoded String. */
            content_type?: string;
            /** @description Identifier of the Correlation Data. The Server MUST send the Correlation Data unaltered to all subscribers receiving the Application Message. */
            correlation_data?: string;
            /** @description Identifier of the Message Expiry Interval. If the Message Expiry Interval has passed and the Server has not managed to start onward delivery to a matching subscriber, then it MUST delete the copy of the message for that subscriber. */
            message_expiry_interval?: number;
            /** @description 0 (0x00) Byte Indicates that the Payload is unspecified bytes, which is equivalent to not sending a Payload Format Indicator.<br/>1 (0x01) Byte Indicates that the Payload is UTF-8 Encoded Character Data. The UTF-8 data in the Payload MUST be well-formed UTF-8 as defined by the Unicode specification and restated in RFC 3629. */
            payload_format_indicator?: number;
            /** @description Identifier of the Response Topic.The Response Topic MUST be a UTF-8 Encoded, It MUST NOT contain wildcard characters. */
            response_topic?: string;
            /** @description The User-Property key-value pairs. Note: in case there are duplicated keys, only the last one will be used. */
            user_properties?: Record<string, never>;
        };
        "emqx_mgmt_api_publish.publish_error": {
            /** @description Describes the failure reason in detail. */
            message?: string;
            /** @description The MQTT reason code, as the same ones used in PUBACK packet.<br/><br/>Currently supported codes are:<br/><br/><br/>16(0x10): No matching subscribers;<br/><br/>131(0x81): Error happened when dispatching the message. e.g. during EMQX restart;<br/><br/>144(0x90): Topic name invalid;<br/><br/>151(0x97): Publish rate limited, or message size exceeded limit. The global size limit can be configured with <code>mqtt.max_packet_size</code><br/><br/>NOTE: The message size is estimated with the received topic and payload size, meaning the actual size of serialized bytes (when sent to MQTT subscriber)<br/>might be slightly over the limit. */
            reason_code?: number;
        };
        "emqx_mgmt_api_publish.publish_message": {
            /** @deprecated */
            clientid?: string;
            /** @description The MQTT message payload. */
            payload: string;
            /**
             * @description MQTT Payload Encoding, <code>base64</code> or <code>plain</code>. When set to <code>base64</code>, the message is decoded before it is published.
             * @default plain
             * @enum {string}
             */
            payload_encoding?: "plain" | "base64";
            /** @description The Properties of the PUBLISH message. */
            properties?: components["schemas"]["emqx_mgmt_api_publish.message_properties"];
            /**
             * @description MQTT message QoS
             * @default 0
             */
            qos?: number;
            /**
             * @description A boolean field to indicate if this message should be retained.
             * @default false
             */
            retain?: boolean;
            /** @description Topic Name */
            topic: string;
        };
        "emqx_mgmt_api_publish.publish_ok": {
            /** @description A globally unique message ID for correlation/tracing. */
            id?: string;
        };
        "emqx_mgmt_api_stats.aggregated_data": {
            /** @description sessions.count */
            "channels.count"?: number;
            /** @description session.max */
            "channels.max"?: number;
            /** @description Number of sessions in the cluster */
            "cluster_sessions.count"?: number;
            /** @description Historical maximum number of sessions in the cluster */
            "cluster_sessions.max"?: number;
            /** @description Number of current connections */
            "connections.count"?: number;
            /** @description Historical maximum number of connections */
            "connections.max"?: number;
            /** @description Number of delayed messages */
            "delayed.count"?: number;
            /** @description Historical maximum number of delayed messages */
            "delayed.max"?: number;
            /** @description Number of current live connections */
            "live_connections.count"?: number;
            /** @description Historical maximum number of live connections */
            "live_connections.max"?: number;
            /** @description Number of currently retained messages */
            "retained.count"?: number;
            /** @description Historical maximum number of retained messages */
            "retained.max"?: number;
            /** @description Number of current sessions */
            "sessions.count"?: number;
            /** @description Historical maximum number of sessions */
            "sessions.max"?: number;
            /** @description subscriptions.count */
            "suboptions.count"?: number;
            /** @description subscriptions.max */
            "suboptions.max"?: number;
            /** @description Number of current subscribers */
            "subscribers.count"?: number;
            /** @description Historical maximum number of subscribers */
            "subscribers.max"?: number;
            /** @description Number of current subscriptions, including shared subscriptions, but not subscriptions from durable sessions */
            "subscriptions.count"?: number;
            /** @description Historical maximum number of subscriptions */
            "subscriptions.max"?: number;
            /** @description Number of current shared subscriptions */
            "subscriptions.shared.count"?: number;
            /** @description Historical maximum number of shared subscriptions */
            "subscriptions.shared.max"?: number;
            /** @description Number of current topics */
            "topics.count"?: number;
            /** @description Historical maximum number of topics */
            "topics.max"?: number;
        };
        "emqx_mgmt_api_stats.per_node_data": {
            /** @description sessions.count */
            "channels.count"?: number;
            /** @description session.max */
            "channels.max"?: number;
            /** @description Number of sessions in the cluster */
            "cluster_sessions.count"?: number;
            /** @description Historical maximum number of sessions in the cluster */
            "cluster_sessions.max"?: number;
            /** @description Number of current connections */
            "connections.count"?: number;
            /** @description Historical maximum number of connections */
            "connections.max"?: number;
            /** @description Number of delayed messages */
            "delayed.count"?: number;
            /** @description Historical maximum number of delayed messages */
            "delayed.max"?: number;
            /** @description Number of current subscriptions from durable sessions in the cluster */
            "durable_subscriptions.count"?: number;
            /** @description Number of current live connections */
            "live_connections.count"?: number;
            /** @description Historical maximum number of live connections */
            "live_connections.max"?: number;
            /** @description Node name */
            node?: string;
            /** @description Number of currently retained messages */
            "retained.count"?: number;
            /** @description Historical maximum number of retained messages */
            "retained.max"?: number;
            /** @description Number of current sessions */
            "sessions.count"?: number;
            /** @description Historical maximum number of sessions */
            "sessions.max"?: number;
            /** @description subscriptions.count */
            "suboptions.count"?: number;
            /** @description subscriptions.max */
            "suboptions.max"?: number;
            /** @description Number of current subscribers */
            "subscribers.count"?: number;
            /** @description Historical maximum number of subscribers */
            "subscribers.max"?: number;
            /** @description Number of current subscriptions, including shared subscriptions, but not subscriptions from durable sessions */
            "subscriptions.count"?: number;
            /** @description Historical maximum number of subscriptions */
            "subscriptions.max"?: number;
            /** @description Number of current shared subscriptions */
            "subscriptions.shared.count"?: number;
            /** @description Historical maximum number of shared subscriptions */
            "subscriptions.shared.max"?: number;
            /** @description Number of current topics */
            "topics.count"?: number;
            /** @description Historical maximum number of topics */
            "topics.max"?: number;
        };
        "emqx.authz_cache": {
            /**
             * @description Enable or disable the authorization cache.
             * @default true
             */
            enable: boolean;
            /**
             * @description Exclude caching ACL check results for topics matching the given patterns.
             * @default []
             */
            excludes?: string[];
            /**
             * @description Maximum number of cached items.
             * @default 32
             */
            max_size?: number;
            /**
             * @description Time to live for the cached data.
             * @default 1m
             */
            ttl?: string;
        };
        "emqx.client_attrs_init": {
            /** @description A one line expression to evaluate a set of predefined string functions (like in the rule engine SQL statements).<br/>The expression can be a function call with nested calls as its arguments, or direct variable reference.<br/>So far, it does not provide user-defined variable binding (like `var a=1`) or user-defined functions.<br/>As an example, to extract the prefix of client ID delimited by a dot: `nth(1, tokens(clientid, '.'))`.<br/><br/>The variables pre-bound variables are:<br/>- `cn`: Client's TLS certificate common name.<br/>- `dn`: Client's TLS certificate distinguished name (the subject).<br/>- `clientid`: MQTT Client ID.<br/>- `username`: MQTT Client's username.<br/>- `user_property.{NAME}`: User properties in the CONNECT packet.<br/><br/>You can read more about variform expressions in EMQX docs. */
            expression?: string;
            /** @description The name of the client attribute extracted from the client data.<br/>The extracted attribute will be stored in the `client_attrs` property with this name. */
            set_as_attr?: string;
        };
        "emqx.deflate_opts": {
            /**
             * @description Takeover means the compression state is retained between client messages.
             * @default takeover
             * @enum {string}
             */
            client_context_takeover?: "takeover" | "no_takeover";
            /**
             * @description Specifies the size of the compression context for the client.
             * @default 15
             */
            client_max_window_bits?: number;
            /**
             * @description Compression level.
             * @enum {string}
             */
            level?: "none" | "default" | "best_compression" | "best_speed";
            /**
             * @description Specifies the size of the compression state.<br/><br/>Lower values decrease memory usage per connection.
             * @default 8
             */
            mem_level?: number;
            /**
             * @description Takeover means the compression state is retained between server messages.
             * @default takeover
             * @enum {string}
             */
            server_context_takeover?: "takeover" | "no_takeover";
            /**
             * @description Specifies the size of the compression context for the server.
             * @default 15
             */
            server_max_window_bits?: number;
            /**
             * @description Specifies the compression strategy.
             * @default default
             * @enum {string}
             */
            strategy?: "default" | "filtered" | "huffman_only" | "rle";
        };
        "emqx.durable_sessions": {
            /**
             * @description This value affects the flow control for the persistent sessions.<br/>Persistent session queries the durable message storage in batches.<br/>This value specifies size of the batch.<br/><br/>Note: larger batches generally improve the throughput and overall performance of the system, but increase RAM usage per client.
             * @default 100
             */
            batch_size?: number;
            /**
             * @description Use durable storage for client sessions persistence.<br/>If enabled, sessions configured to outlive client connections, along with their corresponding messages, will be durably stored and survive broker downtime.<br/><br/>:::warning<br/>This feature is currently experimental. Please don't enable it in the production environments that contain valuable data.<br/>:::
             * @default false
             */
            enable?: boolean;
            /** @default 5000ms */
            heartbeat_interval?: string;
            /** @default 10s */
            idle_poll_interval?: string;
            /** @default 1d */
            message_retention_period?: string;
            /**
             * @description The size of each batch of expired persistent sessions to be garbage collected per iteration.
             * @default 100
             */
            session_gc_batch_size?: number;
            /**
             * @description The interval at which session garbage collection is executed for persistent sessions.
             * @default 10m
             */
            session_gc_interval?: string;
        };
        "emqx.flapping_detect": {
            /**
             * @description How long the flapping clientid will be banned.
             * @default 5m
             */
            ban_time?: string;
            /**
             * @description Enable flapping connection detection feature.
             * @default false
             */
            enable?: boolean;
            /**
             * @description The maximum number of disconnects allowed for a MQTT Client in `window_time`
             * @default 15
             */
            max_count?: number;
            /**
             * @description The time window for flapping detection.
             * @default 1m
             */
            window_time?: string;
        };
        "emqx.force_gc": {
            /**
             * @description GC the process after specified number of bytes have passed through.
             * @default 16MB
             */
            bytes?: string;
            /**
             * @description GC the process after this many received messages.
             * @default 16000
             */
            count?: number;
            /**
             * @description Enable forced garbage collection.
             * @default true
             */
            enable?: boolean;
        };
        "emqx.force_shutdown": {
            /**
             * @description Enable `force_shutdown` feature.
             * @default true
             */
            enable?: boolean;
            /**
             * @description The maximum heap size of the process. If the `force_shutdown` is enabled, processes that exceed this limit will automatically exit or be forcibly killed. Messages in the process message queue (mailbox) are also part of the heap. The shutdown of a process can be divided into the following two situations:<br/><br/>- The process actively checks the current heap size during its own operation, and actively exits after finding that it exceeds the limit.<br/>- The underlying scheduling system checks the current heap size after performing garbage collection for the process, and forcibly kills the process after finding that it exceeds the limit.<br/><br/>Note: The Error logs generated by the above two will be different. The log generated by the former is similar to `...errorContext: connection_shutdown, reason: #{max => 2097152, reason => proc_heap_too_large, value => 2787348}..`,<br/>and the log generated by the latter is similar to `...Context: maximum heap size reached...`.
             * @default 32MB
             */
            max_heap_size?: string;
            /**
             * @description EMQX creates at least one lightweight process for each client connection.<br/><br/>Each process has its own message queue (aka mailbox) to hold messages from other processes (e.g. MQTT messages) so that the process can read messages from the message queue (mailbox) at any time.<br/><br/>If the system is busy or the process hangs due to a busy socket (see `high_watermark`), the message queue can accumulate many messages.<br/><br/>To avoid excessive memory usage, EMQX will force a process to shut down when the length of its message queue exceeds `max_mailbox_size`.
             * @default 1000
             */
            max_mailbox_size?: number;
        };
        "emqx.listener_quic_ssl_opts": {
            /**
             * @description Trusted PEM format CA certificates bundle file.<br/><br/>The certificates in this file are used to verify the TLS peer's certificates.<br/>Append new certificates to the file if new CAs are to be trusted.<br/>There is no need to restart EMQX to have the updated file loaded, because<br/>the system regularly checks if file has been updated (and reload).<br/><br/>NOTE: invalidating (deleting) a certificate from the file will not affect<br/>already established connections.
             * @default ${EMQX_ETC_DIR}/certs/cacert.pem
             */
            cacertfile?: string;
            /**
             * @description PEM format certificates chain file.<br/><br/>The certificates in this file should be in reversed order of the certificate<br/>issue chain. That is, the host's certificate should be placed in the beginning<br/>of the file, followed by the immediate issuer certificate and so on.<br/>Although the root CA certificate is optional, it should be placed at the end of<br/>the file if it is to be added.
             * @default ${EMQX_ETC_DIR}/certs/cert.pem
             */
            certfile?: string;
            /**
             * @description PEM format private key file.
             * @default ${EMQX_ETC_DIR}/certs/key.pem
             */
            keyfile?: string;
            /**
             * Format: password
             * @description String containing the user's password. Only used if the private key file is password-protected.
             */
            password?: string;
            /**
             * @description Enable or disable peer verification.
             * @default verify_none
             * @enum {string}
             */
            verify?: "verify_peer" | "verify_none";
        };
        "emqx.listener_ssl_opts": {
            /**
             * @description Trusted PEM format CA certificates bundle file.<br/><br/>The certificates in this file are used to verify the TLS peer's certificates.<br/>Append new certificates to the file if new CAs are to be trusted.<br/>There is no need to restart EMQX to have the updated file loaded, because<br/>the system regularly checks if file has been updated (and reload).<br/><br/>NOTE: invalidating (deleting) a certificate from the file will not affect<br/>already established connections.
             * @default ${EMQX_ETC_DIR}/certs/cacert.pem
             */
            cacertfile?: string;
            /**
             * @deprecated
             * @default false
             */
            cacerts?: boolean;
            /**
             * @description PEM format certificates chain file.<br/><br/>The certificates in this file should be in reversed order of the certificate<br/>issue chain. That is, the host's certificate should be placed in the beginning<br/>of the file, followed by the immediate issuer certificate and so on.<br/>Although the root CA certificate is optional, it should be placed at the end of<br/>the file if it is to be added.
             * @default ${EMQX_ETC_DIR}/certs/cert.pem
             */
            certfile?: string;
            /**
             * @description This config holds TLS cipher suite names separated by comma,<br/>or as an array of strings. e.g.<br/><code>"TLS_AES_256_GCM_SHA384,TLS_AES_128_GCM_SHA256"</code> or<br/><code>["TLS_AES_256_GCM_SHA384","TLS_AES_128_GCM_SHA256"]</code>.<br/><br/><br/>Ciphers (and their ordering) define the way in which the<br/>client and server encrypts information over the network connection.<br/>Selecting a good cipher suite is critical for the<br/>application's data security, confidentiality and performance.<br/><br/>The names should be in OpenSSL string format (not RFC format).<br/>All default values and examples provided by EMQX config<br/>documentation are all in OpenSSL format.<br/><br/><br/>NOTE: Certain cipher suites are only compatible with<br/>specific TLS <code>versions</code> ('tlsv1.1', 'tlsv1.2' or 'tlsv1.3')<br/>incompatible cipher suites will be silently dropped.<br/>For instance, if only 'tlsv1.3' is given in the <code>versions</code>,<br/>configuring cipher suites for other versions will have no effect.<br/><br/><br/><br/>NOTE: PSK ciphers are suppressed by 'tlsv1.3' version config<br/><br/>If PSK cipher suites are intended, 'tlsv1.3' should be disabled from <code>versions</code>.<br/><br/>PSK cipher suites: <code>"RSA-PSK-AES256-GCM-SHA384,RSA-PSK-AES256-CBC-SHA384,<br/>RSA-PSK-AES128-GCM-SHA256,RSA-PSK-AES128-CBC-SHA256,<br/>RSA-PSK-AES256-CBC-SHA,RSA-PSK-AES128-CBC-SHA,<br/>RSA-PSK-DES-CBC3-SHA,RSA-PSK-RC4-SHA"</code>
             * @default []
             */
            ciphers?: string[];
            /**
             * @description In protocols that support client-initiated renegotiation,<br/>the cost of resources of such an operation is higher for the server than the client.<br/>This can act as a vector for denial of service attacks.<br/>The SSL application already takes measures to counter-act such attempts,<br/>but client-initiated renegotiation can be strictly disabled by setting this option to false.<br/>The default value is true. Note that disabling renegotiation can result in<br/>long-lived connections becoming unusable due to limits on<br/>the number of messages the underlying cipher suite can encipher.<br/><br/>Has no effect when TLS version is configured (or negotiated) to 1.3
             * @default true
             */
            client_renegotiation?: boolean;
            /**
             * @description Maximum number of non-self-issued intermediate certificates that can follow the peer certificate in a valid certification path.<br/>So, if depth is 0 the PEER must be signed by the trusted ROOT-CA directly;<br/><br/>if 1 the path can be PEER, Intermediate-CA, ROOT-CA;<br/><br/>if 2 the path can be PEER, Intermediate-CA1, Intermediate-CA2, ROOT-CA.
             * @default 10
             */
            depth?: number;
            /** @description Path to a file containing PEM-encoded Diffie-Hellman parameters<br/>to be used by the server if a cipher suite using Diffie-Hellman<br/>key exchange is negotiated. If not specified, default parameters<br/>are used.<br/><br/>NOTE: The <code>dhfile</code> option is not supported by TLS 1.3. */
            dhfile?: string;
            /**
             * @description Whether to enable CRL verification for this listener.
             * @default false
             */
            enable_crl_check?: boolean;
            /**
             * @description This option is only effective if `verify` is set to `verify_peer`.<br/><br/>If set to `true`, EMQX will reject the connection if the client fails to provide a certificate.<br/><br/>If set to `false`, EMQX will accept clients which don't present a certificate.
             * @default false
             */
            fail_if_no_peer_cert?: boolean;
            /**
             * @description Memory usage tuning. If enabled, will immediately perform a garbage collection after the TLS/SSL handshake.
             * @default false
             */
            gc_after_handshake?: boolean;
            /**
             * @description Maximum time duration allowed for the handshake to complete
             * @default 15s
             */
            handshake_timeout?: string;
            /**
             * @description Specifies the amount of time that an SSL process will hibernate after being idle, thus reducing its memory footprint.<br/><br/>The hibernating process will be woken up when a new message arrives.<br/>Hibernating and waking up too often can cause CPU utilization to increase, as they both perform garbage collection on the process.
             * @default 5s
             */
            hibernate_after?: string;
            /**
             * @description An important security setting. If this setting is enabled, the server will prioritize the cipher suites it prefers most from the list of cipher suites supported by the client, thus ignoring the client's preferences.<br/><br/>The server's cipher suites are specified by `ciphers`, with preference decreasing from left to right.<br/><br/>It is often better to use the server's preferences, as it is more likely that the server will be configured correctly.
             * @default true
             */
            honor_cipher_order?: boolean;
            /**
             * @description PEM format private key file.
             * @default ${EMQX_ETC_DIR}/certs/key.pem
             */
            keyfile?: string;
            /**
             * @description The minimum level of logging allowed for SSL output.<br/><br/>The default is `notice`, set to a lower `debug` level for more detailed logging that can be used to investigate SSL handshake issues.
             * @default notice
             * @enum {string}
             */
            log_level?: "emergency" | "alert" | "critical" | "error" | "warning" | "notice" | "info" | "debug" | "none" | "all";
            ocsp?: components["schemas"]["emqx.ocsp"];
            /**
             * Format: password
             * @description String containing the user's password. Only used if the private key file is password-protected.
             */
            password?: string;
            /**
             * @description Enable TLS session reuse.<br/><br/>Has no effect when TLS version is configured (or negotiated) to 1.3
             * @default true
             */
            reuse_sessions?: boolean;
            /**
             * @description Whether to reject TLS renegotiation attempts that are not compliant with [RFC 5746](http://www.ietf.org/rfc/rfc5746.txt).<br/><br/>By default, `secure_renegotiate` is set to `true`, which forces secure renegotiation.<br/>If set to `false`, secure renegotiation will still be used, but will fall back to insecure renegotiation if the peer does not support [RFC 5746](http://www.ietf.org/rfc/rfc5746.txt), which increases the risk of a MitM attack.<br/><br/>Has no effect when TLS version is configured (or negotiated) to 1.3.
             * @default true
             */
            secure_renegotiate?: boolean;
            /**
             * @description Enable or disable peer verification.
             * @default verify_none
             * @enum {string}
             */
            verify?: "verify_peer" | "verify_none";
            /**
             * @description All TLS/DTLS versions to be supported.<br/><br/>NOTE: PSK ciphers are suppressed by 'tlsv1.3' version config.<br/><br/>In case PSK cipher suites are intended, make sure to configure<br/><code>['tlsv1.2', 'tlsv1.1']</code> here.
             * @default [
             *       "tlsv1.3",
             *       "tlsv1.2"
             *     ]
             */
            versions?: string[];
        };
        "emqx.listener_wss_opts": {
            /**
             * @description Trusted PEM format CA certificates bundle file.<br/><br/>The certificates in this file are used to verify the TLS peer's certificates.<br/>Append new certificates to the file if new CAs are to be trusted.<br/>There is no need to restart EMQX to have the updated file loaded, because<br/>the system regularly checks if file has been updated (and reload).<br/><br/>NOTE: invalidating (deleting) a certificate from the file will not affect<br/>already established connections.
             * @default ${EMQX_ETC_DIR}/certs/cacert.pem
             */
            cacertfile?: string;
            /**
             * @deprecated
             * @default false
             */
            cacerts?: boolean;
            /**
             * @description PEM format certificates chain file.<br/><br/>The certificates in this file should be in reversed order of the certificate<br/>issue chain. That is, the host's certificate should be placed in the beginning<br/>of the file, followed by the immediate issuer certificate and so on.<br/>Although the root CA certificate is optional, it should be placed at the end of<br/>the file if it is to be added.
             * @default ${EMQX_ETC_DIR}/certs/cert.pem
             */
            certfile?: string;
            /**
             * @description This config holds TLS cipher suite names separated by comma,<br/>or as an array of strings. e.g.<br/><code>"TLS_AES_256_GCM_SHA384,TLS_AES_128_GCM_SHA256"</code> or<br/><code>["TLS_AES_256_GCM_SHA384","TLS_AES_128_GCM_SHA256"]</code>.<br/><br/><br/>Ciphers (and their ordering) define the way in which the<br/>client and server encrypts information over the network connection.<br/>Selecting a good cipher suite is critical for the<br/>application's data security, confidentiality and performance.<br/><br/>The names should be in OpenSSL string format (not RFC format).<br/>All default values and examples provided by EMQX config<br/>documentation are all in OpenSSL format.<br/><br/><br/>NOTE: Certain cipher suites are only compatible with<br/>specific TLS <code>versions</code> ('tlsv1.1', 'tlsv1.2' or 'tlsv1.3')<br/>incompatible cipher suites will be silently dropped.<br/>For instance, if only 'tlsv1.3' is given in the <code>versions</code>,<br/>configuring cipher suites for other versions will have no effect.<br/><br/><br/><br/>NOTE: PSK ciphers are suppressed by 'tlsv1.3' version config<br/><br/>If PSK cipher suites are intended, 'tlsv1.3' should be disabled from <code>versions</code>.<br/><br/>PSK cipher suites: <code>"RSA-PSK-AES256-GCM-SHA384,RSA-PSK-AES256-CBC-SHA384,<br/>RSA-PSK-AES128-GCM-SHA256,RSA-PSK-AES128-CBC-SHA256,<br/>RSA-PSK-AES256-CBC-SHA,RSA-PSK-AES128-CBC-SHA,<br/>RSA-PSK-DES-CBC3-SHA,RSA-PSK-RC4-SHA"</code>
             * @default []
             */
            ciphers?: string[];
            /**
             * @description In protocols that support client-initiated renegotiation,<br/>the cost of resources of such an operation is higher for the server than the client.<br/>This can act as a vector for denial of service attacks.<br/>The SSL application already takes measures to counter-act such attempts,<br/>but client-initiated renegotiation can be strictly disabled by setting this option to false.<br/>The default value is true. Note that disabling renegotiation can result in<br/>long-lived connections becoming unusable due to limits on<br/>the number of messages the underlying cipher suite can encipher.<br/><br/>Has no effect when TLS version is configured (or negotiated) to 1.3
             * @default true
             */
            client_renegotiation?: boolean;
            /**
             * @description Maximum number of non-self-issued intermediate certificates that can follow the peer certificate in a valid certification path.<br/>So, if depth is 0 the PEER must be signed by the trusted ROOT-CA directly;<br/><br/>if 1 the path can be PEER, Intermediate-CA, ROOT-CA;<br/><br/>if 2 the path can be PEER, Intermediate-CA1, Intermediate-CA2, ROOT-CA.
             * @default 10
             */
            depth?: number;
            /** @description Path to a file containing PEM-encoded Diffie-Hellman parameters<br/>to be used by the server if a cipher suite using Diffie-Hellman<br/>key exchange is negotiated. If not specified, default parameters<br/>are used.<br/><br/>NOTE: The <code>dhfile</code> option is not supported by TLS 1.3. */
            dhfile?: string;
            /**
             * @description This option is only effective if `verify` is set to `verify_peer`.<br/><br/>If set to `true`, EMQX will reject the connection if the client fails to provide a certificate.<br/><br/>If set to `false`, EMQX will accept clients which don't present a certificate.
             * @default false
             */
            fail_if_no_peer_cert?: boolean;
            /**
             * @description Maximum time duration allowed for the handshake to complete
             * @default 15s
             */
            handshake_timeout?: string;
            /**
             * @description Specifies the amount of time that an SSL process will hibernate after being idle, thus reducing its memory footprint.<br/><br/>The hibernating process will be woken up when a new message arrives.<br/>Hibernating and waking up too often can cause CPU utilization to increase, as they both perform garbage collection on the process.
             * @default 5s
             */
            hibernate_after?: string;
            /**
             * @description An important security setting. If this setting is enabled, the server will prioritize the cipher suites it prefers most from the list of cipher suites supported by the client, thus ignoring the client's preferences.<br/><br/>The server's cipher suites are specified by `ciphers`, with preference decreasing from left to right.<br/><br/>It is often better to use the server's preferences, as it is more likely that the server will be configured correctly.
             * @default true
             */
            honor_cipher_order?: boolean;
            /**
             * @description PEM format private key file.
             * @default ${EMQX_ETC_DIR}/certs/key.pem
             */
            keyfile?: string;
            /**
             * @description The minimum level of logging allowed for SSL output.<br/><br/>The default is `notice`, set to a lower `debug` level for more detailed logging that can be used to investigate SSL handshake issues.
             * @default notice
             * @enum {string}
             */
            log_level?: "emergency" | "alert" | "critical" | "error" | "warning" | "notice" | "info" | "debug" | "none" | "all";
            /**
             * Format: password
             * @description String containing the user's password. Only used if the private key file is password-protected.
             */
            password?: string;
            /**
             * @description Enable TLS session reuse.<br/><br/>Has no effect when TLS version is configured (or negotiated) to 1.3
             * @default true
             */
            reuse_sessions?: boolean;
            /**
             * @description Whether to reject TLS renegotiation attempts that are not compliant with [RFC 5746](http://www.ietf.org/rfc/rfc5746.txt).<br/><br/>By default, `secure_renegotiate` is set to `true`, which forces secure renegotiation.<br/>If set to `false`, secure renegotiation will still be used, but will fall back to insecure renegotiation if the peer does not support [RFC 5746](http://www.ietf.org/rfc/rfc5746.txt), which increases the risk of a MitM attack.<br/><br/>Has no effect when TLS version is configured (or negotiated) to 1.3.
             * @default true
             */
            secure_renegotiate?: boolean;
            /**
             * @description Enable or disable peer verification.
             * @default verify_none
             * @enum {string}
             */
            verify?: "verify_peer" | "verify_none";
            /**
             * @description All TLS/DTLS versions to be supported.<br/><br/>NOTE: PSK ciphers are suppressed by 'tlsv1.3' version config.<br/><br/>In case PSK cipher suites are intended, make sure to configure<br/><code>['tlsv1.2', 'tlsv1.1']</code> here.
             * @default [
             *       "tlsv1.3",
             *       "tlsv1.2"
             *     ]
             */
            versions?: string[];
        };
        "emqx.mqtt": {
            /**
             * @description For client to broker QoS 2 message, the time limit for the broker to wait before the `PUBREL` message is received. The wait is aborted after timed out, meaning the packet ID is freed for new `PUBLISH` requests. Receiving a stale `PUBREL` causes a warning level log. Note, the message is delivered to subscribers before entering the wait for PUBREL.
             * @default 300s
             */
            await_rel_timeout?: string;
            /**
             * @description Specify how to initialize client attributes.<br/>Each client attribute can be initialized as `client_attrs.{NAME}`,<br/>where `{NAME}` is the name of the attribute specified in the config field `set_as_attr`.<br/>The initialized client attribute will be stored in the `client_attrs` property with the specified name,<br/>and can be used as a placeholder in a template for authentication and authorization.<br/>For example, use `${client_attrs.alias}` to render an HTTP POST body when `set_as_attr = alias`,<br/>or render listener config `moutpoint = devices/${client_attrs.alias}/` to initialize a per-client topic namespace.
             * @default []
             */
            client_attrs_init?: components["schemas"]["emqx.client_attrs_init"][];
            /**
             * @description Whether to enable support for MQTT exclusive subscription.
             * @default false
             */
            exclusive_subscription?: boolean;
            /**
             * @description Configure the duration of time that a connection can remain idle (i.e., without any data transfer) before being:<br/>  - Automatically disconnected  if no CONNECT package is received from the client yet.<br/>  - Put into hibernation mode to save resources if some CONNECT packages are already received.<br/>Note: Please set the parameter with caution as long idle time will lead to resource waste.
             * @default 15s
             */
            idle_timeout?: string | "infinity";
            /**
             * @description Whether the messages sent by the MQTT v3.1.1/v3.1.0 client will be looped back to the publisher itself, similar to <code>No Local</code> in MQTT 5.0.
             * @default false
             */
            ignore_loop_deliver?: boolean;
            /**
             * @description The frequency of checking for incoming MQTT packets determines how often the server will check for new MQTT packets.<br/>If a certain amount of time passes without any packets being sent from the client, this time will be added up.<br/>Once the accumulated time exceeds `keepalive-interval * keepalive-multiplier`, the connection will be terminated.<br/>The default is set to 30 seconds, with a minimum value of 1 second and a maximum value of `keepalive-interval / 2`.
             * @default 30s
             */
            keepalive_check_interval?: string;
            /**
             * @description Keep-Alive Timeout = Keep-Alive interval × Keep-Alive Multiplier.<br/>The default value 1.5 is following the MQTT 5.0 specification. This multiplier is adjustable, providing system administrators flexibility for tailoring to their specific needs. For instance, if a client's 10-second Keep-Alive interval PINGREQ gets delayed by an extra 10 seconds, changing the multiplier to 2 lets EMQX tolerate this delay.
             * @default 1.5
             */
            keepalive_multiplier?: number;
            /**
             * @description For each publisher session, the maximum number of outstanding QoS 2 messages pending on the client to send PUBREL. After reaching this limit, new QoS 2 PUBLISH requests will be rejected with `147(0x93)` until either PUBREL is received or timed out.
             * @default 100
             */
            max_awaiting_rel?: "infinity" | number;
            /**
             * @description Maximum allowed length of MQTT Client ID.
             * @default 65535
             */
            max_clientid_len?: number;
            /**
             * @description Maximum number of QoS 1 and QoS 2 messages that are allowed to be delivered simultaneously before completing the acknowledgment.
             * @default 32
             */
            max_inflight?: number;
            /**
             * @description Maximum queue length. Enqueued messages when persistent client disconnected, or inflight window is full.
             * @default 1000
             */
            max_mqueue_len?: "infinity" | number;
            /**
             * @description Maximum MQTT packet size allowed. Default: 1 MB, Maximum: 256 MB
             * @default 1MB
             */
            max_packet_size?: string;
            /**
             * @description Maximum QoS allowed.
             * @default 2
             */
            max_qos_allowed?: number;
            /**
             * @description Maximum number of subscriptions allowed per client.
             * @default infinity
             */
            max_subscriptions?: "infinity" | number;
            /**
             * @description Maximum topic alias, 0 means no topic alias supported.
             * @default 65535
             */
            max_topic_alias?: number;
            /**
             * @description Maximum topic levels allowed.
             * @default 128
             */
            max_topic_levels?: number;
            /**
             * @description The expiry interval of MQTT messages. For MQTT 5.0 clients, this configuration will only take effect when the `Message-Expiry-Interval` property is not set in the message; otherwise, the value of the `Message-Expiry-Interval` property will be used. For MQTT versions older than 5.0, this configuration will always take effect. Please note that setting `message_expiry_interval` greater than `session_expiry_interval` is meaningless, as all messages will be cleared when the session expires.
             * @default infinity
             */
            message_expiry_interval?: "infinity" | string;
            /**
             * @description Default topic priority, which will be used by topics not in <code>Topic Priorities</code> (<code>mqueue_priorities</code>).
             * @default lowest
             * @enum {string}
             */
            mqueue_default_priority?: "highest" | "lowest";
            /**
             * @description Topic priority list. Prioritize messages in the message queue by topic. The priority range is `[1, 255]`.<br/><br/>The larger the value, the higher the priority. Messages with higher priority will be sent first.<br/><br/>Topics not in this list will use the default priority (specified by `mqueue_default_priority`).<br/><br/>By default, this list is empty, which means all topics have the same priority.<br/><br/>Note: commas and equal signs are not supported in topic names.<br/><br/>For example, if you want `topic/1` to have a higher priority than `topic/2`, you can configure it like this:<br/><br/>`mqueue_priorities: {\"topic/1\": 10, \"topic/2\": 8}`
             * @default disabled
             */
            mqueue_priorities?: Record<string, never> | "disabled";
            /**
             * @description Specifies whether to store QoS 0 messages in the message queue while the connection is down but the session remains.
             * @default true
             */
            mqueue_store_qos0?: boolean;
            /**
             * @description Use the CN, DN field in the peer certificate or the entire certificate content as Client ID. Only works for the TLS connection.<br/>Supported configurations are the following:<br/>- <code>cn</code>: CN field of the certificate<br/>- <code>dn</code>: DN field of the certificate<br/>- <code>crt</code>: <code>DER</code> or <code>PEM</code> certificate<br/>- <code>pem</code>: Convert <code>DER</code> certificate content to <code>PEM</code> format and use as Client ID<br/>- <code>md5</code>: MD5 value of the <code>DER</code> or <code>PEM</code> certificate
             * @default disabled
             * @enum {string}
             */
            peer_cert_as_clientid?: "disabled" | "cn" | "dn" | "crt" | "pem" | "md5";
            /**
             * @description Use the CN, DN field in the peer certificate or the entire certificate content as Username. Only works for the TLS connection.<br/>Supported configurations are the following:<br/>- <code>cn</code>: CN field of the certificate<br/>- <code>dn</code>: DN field of the certificate<br/>- <code>crt</code>: Content of the <code>DER</code> or <code>PEM</code> certificate<br/>- <code>pem</code>: Convert <code>DER</code> certificate content to <code>PEM</code> format and use as Username<br/>- <code>md5</code>: MD5 value of the <code>DER</code> or <code>PEM</code> certificate
             * @default disabled
             * @enum {string}
             */
            peer_cert_as_username?: "disabled" | "cn" | "dn" | "crt" | "pem" | "md5";
            /**
             * @description UTF-8 string, for creating the response topic, for example, if set to <code>reqrsp/</code>, the publisher/subscriber will communicate using the topic prefix <code>reqrsp/</code>.<br/>To disable this feature, input <code>""</code> in the text box below. Only applicable to MQTT 5.0 clients.
             * @default
             */
            response_information?: string;
            /**
             * @description Whether to enable support for MQTT retained message.
             * @default true
             */
            retain_available?: boolean;
            /**
             * @description Retry interval for QoS 1/2 message delivering.
             * @default infinity
             */
            retry_interval?: string | "infinity";
            /**
             * @description The keep alive duration required by EMQX. To use the setting from the client side, choose disabled from the drop-down list. Only applicable to MQTT 5.0 clients.
             * @default disabled
             */
            server_keepalive?: "disabled" | number;
            /**
             * @description Specifies how long the session will expire after the connection is disconnected, only for non-MQTT 5.0 connections.
             * @default 2h
             */
            session_expiry_interval?: string;
            /**
             * @description Whether to enable support for MQTT shared subscription.
             * @default true
             */
            shared_subscription?: boolean;
            /**
             * @description The strategy to use for the initial subscriber pick when shared_subscription_strategy is `sticky`.<br/> - `random`: Randomly select the subscriber;<br/> - `local`: Randomly select a subscriber on the current node, if there are no subscribers on the current node, then randomly select within the cluster;<br/> - `hash_clientid`: Hash the publisher's client ID to select a subscriber;<br/> - `hash_topic`: Hash the publishing topic to select a subscriber.
             * @default random
             * @enum {string}
             */
            shared_subscription_initial_sticky_pick?: "random" | "local" | "hash_topic" | "hash_clientid";
            /**
             * @description Dispatch strategy for shared subscription.<br/> - `random`: Randomly select a subscriber for dispatch;<br/> - `round_robin`: Clients in a shared subscription group will consume messages in turn, and the progress of the loop is recorded independently in each publisher, so two adjacent messages from **different publishers** may be consumed by the same client in the subscription group;<br/> - `round_robin_per_group`: Clients in a shared subscription group will consume messages in turn, and the progress of the loop is recorded independently in each node, so two adjacent messages from **different nodes** may be consumed by the same client in the subscription group;<br/> - `local`: Randomly select a subscriber on the current node, if there are no subscribers on the current node, then randomly select within the cluster;<br/> - `sticky`: Continuously dispatch messages to the initially selected subscriber until their session ends. The initial selection is made based on `mqtt_shared_subscription_initial_sticky_pick`;<br/> - `hash_clientid`: Hash the publisher's client ID to select a subscriber;<br/> - `hash_topic`: Hash the publishing topic to select a subscriber.
             * @default round_robin
             * @enum {string}
             */
            shared_subscription_strategy?: "random" | "round_robin" | "round_robin_per_group" | "sticky" | "local" | "hash_topic" | "hash_clientid";
            /**
             * @description Whether to parse MQTT messages in strict mode.<br/>In strict mode, invalid utf8 strings in for example client ID, topic name, etc. will cause the client to be disconnected.
             * @default false
             */
            strict_mode?: boolean;
            /**
             * @description Force upgrade of QoS level according to subscription.
             * @default false
             */
            upgrade_qos?: boolean;
            /**
             * @description Whether to use Username as Client ID.<br/>This setting takes effect later than `peer_cert_as_username` and `peer_cert_as_clientid`.
             * @default false
             */
            use_username_as_clientid?: boolean;
            /**
             * @description Whether to enable support for MQTT wildcard subscription.
             * @default true
             */
            wildcard_subscription?: boolean;
        };
        "emqx.ocsp": {
            /**
             * @description Whether to enable Online Certificate Status Protocol (OCSP) stapling for the listener.  If set to true, requires defining the OCSP responder URL and issuer PEM path.
             * @default false
             */
            enable_ocsp_stapling?: boolean;
            /** @description PEM-encoded certificate of the OCSP issuer for the server certificate. */
            issuer_pem?: string;
            /**
             * @description The timeout for the HTTP request when checking OCSP responses.
             * @default 15s
             */
            refresh_http_timeout?: string;
            /**
             * @description The period to refresh the OCSP response for the server.
             * @default 5m
             */
            refresh_interval?: string;
            /** @description URL for the OCSP responder to check the server certificate against. */
            responder_url?: string;
        };
        "emqx.ssl_client_opts": {
            /** @description Trusted PEM format CA certificates bundle file.<br/><br/>The certificates in this file are used to verify the TLS peer's certificates.<br/>Append new certificates to the file if new CAs are to be trusted.<br/>There is no need to restart EMQX to have the updated file loaded, because<br/>the system regularly checks if file has been updated (and reload).<br/><br/>NOTE: invalidating (deleting) a certificate from the file will not affect<br/>already established connections. */
            cacertfile?: string;
            /**
             * @deprecated
             * @default false
             */
            cacerts?: boolean;
            /** @description PEM format certificates chain file.<br/><br/>The certificates in this file should be in reversed order of the certificate<br/>issue chain. That is, the host's certificate should be placed in the beginning<br/>of the file, followed by the immediate issuer certificate and so on.<br/>Although the root CA certificate is optional, it should be placed at the end of<br/>the file if it is to be added. */
            certfile?: string;
            /**
             * @description This config holds TLS cipher suite names separated by comma,<br/>or as an array of strings. e.g.<br/><code>"TLS_AES_256_GCM_SHA384,TLS_AES_128_GCM_SHA256"</code> or<br/><code>["TLS_AES_256_GCM_SHA384","TLS_AES_128_GCM_SHA256"]</code>.<br/><br/><br/>Ciphers (and their ordering) define the way in which the<br/>client and server encrypts information over the network connection.<br/>Selecting a good cipher suite is critical for the<br/>application's data security, confidentiality and performance.<br/><br/>The names should be in OpenSSL string format (not RFC format).<br/>All default values and examples provided by EMQX config<br/>documentation are all in OpenSSL format.<br/><br/><br/>NOTE: Certain cipher suites are only compatible with<br/>specific TLS <code>versions</code> ('tlsv1.1', 'tlsv1.2' or 'tlsv1.3')<br/>incompatible cipher suites will be silently dropped.<br/>For instance, if only 'tlsv1.3' is given in the <code>versions</code>,<br/>configuring cipher suites for other versions will have no effect.<br/><br/><br/><br/>NOTE: PSK ciphers are suppressed by 'tlsv1.3' version config<br/><br/>If PSK cipher suites are intended, 'tlsv1.3' should be disabled from <code>versions</code>.<br/><br/>PSK cipher suites: <code>"RSA-PSK-AES256-GCM-SHA384,RSA-PSK-AES256-CBC-SHA384,<br/>RSA-PSK-AES128-GCM-SHA256,RSA-PSK-AES128-CBC-SHA256,<br/>RSA-PSK-AES256-CBC-SHA,RSA-PSK-AES128-CBC-SHA,<br/>RSA-PSK-DES-CBC3-SHA,RSA-PSK-RC4-SHA"</code>
             * @default []
             */
            ciphers?: string[];
            /**
             * @description Maximum number of non-self-issued intermediate certificates that can follow the peer certificate in a valid certification path.<br/>So, if depth is 0 the PEER must be signed by the trusted ROOT-CA directly;<br/><br/>if 1 the path can be PEER, Intermediate-CA, ROOT-CA;<br/><br/>if 2 the path can be PEER, Intermediate-CA1, Intermediate-CA2, ROOT-CA.
             * @default 10
             */
            depth?: number;
            /**
             * @description Enable TLS.
             * @default false
             */
            enable?: boolean;
            /**
             * @description Specifies the amount of time that an SSL process will hibernate after being idle, thus reducing its memory footprint.<br/><br/>The hibernating process will be woken up when a new message arrives.<br/>Hibernating and waking up too often can cause CPU utilization to increase, as they both perform garbage collection on the process.
             * @default 5s
             */
            hibernate_after?: string;
            /** @description PEM format private key file. */
            keyfile?: string;
            /**
             * @description The minimum level of logging allowed for SSL output.<br/><br/>The default is `notice`, set to a lower `debug` level for more detailed logging that can be used to investigate SSL handshake issues.
             * @default notice
             * @enum {string}
             */
            log_level?: "emergency" | "alert" | "critical" | "error" | "warning" | "notice" | "info" | "debug" | "none" | "all";
            /**
             * Format: password
             * @description String containing the user's password. Only used if the private key file is password-protected.
             */
            password?: string;
            /**
             * @description Enable TLS session reuse.<br/><br/>Has no effect when TLS version is configured (or negotiated) to 1.3
             * @default true
             */
            reuse_sessions?: boolean;
            /**
             * @description Whether to reject TLS renegotiation attempts that are not compliant with [RFC 5746](http://www.ietf.org/rfc/rfc5746.txt).<br/><br/>By default, `secure_renegotiate` is set to `true`, which forces secure renegotiation.<br/>If set to `false`, secure renegotiation will still be used, but will fall back to insecure renegotiation if the peer does not support [RFC 5746](http://www.ietf.org/rfc/rfc5746.txt), which increases the risk of a MitM attack.<br/><br/>Has no effect when TLS version is configured (or negotiated) to 1.3.
             * @default true
             */
            secure_renegotiate?: boolean;
            /** @description Specify the host name to be used in TLS Server Name Indication extension.<br/><br/>For instance, when connecting to "server.example.net", the genuine server<br/>which accepts the connection and performs TLS handshake may differ from the<br/>host the TLS client initially connects to, e.g. when connecting to an IP address<br/>or when the host has multiple resolvable DNS records <br/><br/>If not specified, it will default to the host name string which is used<br/>to establish the connection, unless it is IP address used.<br/><br/>The host name is then also used in the host name verification of the peer<br/>certificate.<br/> The special value 'disable' prevents the Server Name<br/>Indication extension from being sent and disables the hostname<br/>verification check. */
            server_name_indication?: string | "disable";
            /**
             * @description Enable or disable peer verification.
             * @default verify_none
             * @enum {string}
             */
            verify?: "verify_peer" | "verify_none";
            /**
             * @description All TLS/DTLS versions to be supported.<br/><br/>NOTE: PSK ciphers are suppressed by 'tlsv1.3' version config.<br/><br/>In case PSK cipher suites are intended, make sure to configure<br/><code>['tlsv1.2', 'tlsv1.1']</code> here.
             * @default [
             *       "tlsv1.3",
             *       "tlsv1.2"
             *     ]
             */
            versions?: string[];
        };
        "emqx.tcp_opts": {
            /**
             * @description Specify the {active, N} option for this Socket.<br/><br/>See: https://erlang.org/doc/man/inet.html#setopts-2
             * @default 100
             */
            active_n?: number;
            /**
             * @description TCP backlog defines the maximum length that the queue of<br/>pending connections can grow to.
             * @default 1024
             */
            backlog?: number;
            /**
             * @description The size of the user-space buffer used by the driver.
             * @default 4KB
             */
            buffer?: string;
            /**
             * @description When EMQX tries to send more data than the OS has allocated for the socket's send buffer, the remaining data will be temporarily stored in Erlang's internal buffer and then sent in the background.<br/><br/>If the amount of data queued in the internal buffer exceeds `high_watermark`, the corresponding socket will be marked as busy.<br/><br/>The process sending data to this busy socket will be suspended until the socket is no longer busy, or the suspension time exceeds `send_timeout`.<br/><br/>The socket will only be unbusy when the data in the internal buffer is below the low watermark.<br/><br/>While the process is suspended, the message queue of the process may accumulate, see `max_mailbox_len` for details.
             * @default 1MB
             */
            high_watermark?: string;
            /**
             * @description Enable TCP keepalive for MQTT connections over TCP or SSL.<br/>The value is three comma separated numbers in the format of 'Idle,Interval,Probes'<br/> - Idle: The number of seconds a connection needs to be idle before the server begins to send out keep-alive probes (Linux default 7200).<br/> - Interval: The number of seconds between TCP keep-alive probes (Linux default 75).<br/> - Probes: The maximum number of TCP keep-alive probes to send before giving up and killing the connection if no response is obtained from the other end (Linux default 9).<br/>For example "240,30,5" means: EMQX should start sending TCP keepalive probes after the connection is in idle for 240 seconds, and the probes are sent every 30 seconds until a response is received from the MQTT client, if it misses 5 consecutive responses, EMQX should close the connection.<br/>Default: 'none'
             * @default none
             */
            keepalive?: string;
            /**
             * @description The TCP_NODELAY flag for the connections.
             * @default true
             */
            nodelay?: boolean;
            /** @description The TCP receive buffer (OS kernel) for the connections. */
            recbuf?: string;
            /**
             * @description The SO_REUSEADDR flag for the connections.
             * @default true
             */
            reuseaddr?: boolean;
            /**
             * @description The maximum time a process is suspended for sending data to a busy socket. After the timeout, the TCP connection and the process will be closed.<br/><br/>The process is unsuspended only when the socket is unbusy, that is, the data accumulated in the Erlang internal buffer drops from the high watermark (specified by `high_watermark`) to the low watermark (default 4 KB).<br/><br/>Therefore, `(high_watermark - 4 KB) / send_timeout` must be a suitable message outflow speed, otherwise the suspended process will never be able to recover before the timeout.
             * @default 15s
             */
            send_timeout?: string;
            /**
             * @description Close the connection if send timeout.
             * @default true
             */
            send_timeout_close?: boolean;
            /** @description The TCP send buffer (OS kernel) for the connections. */
            sndbuf?: string;
        };
        "emqx.ws_opts": {
            /**
             * @description If <code>false</code> and <code>check_origin_enable</code> is<br/> <code>true</code>, the server will reject requests that don't have <code>origin</code><br/> HTTP header.
             * @default true
             */
            allow_origin_absence?: boolean;
            /**
             * @description If <code>true</code>, <code>origin</code> HTTP header will be<br/> validated against the list of allowed origins configured in <code>check_origins</code><br/> parameter.
             * @default false
             */
            check_origin_enable?: boolean;
            /**
             * @description List of allowed origins.<br/>See <code>check_origin_enable</code>.
             * @default http://localhost:18083, http://127.0.0.1:18083
             */
            check_origins?: string;
            /**
             * @description If <code>true</code>, compress WebSocket messages using <code>zlib</code>.<br/><br/>The configuration items under <code>deflate_opts</code> belong to the compression-related parameter configuration.
             * @default false
             */
            compress?: boolean;
            deflate_opts?: components["schemas"]["emqx.deflate_opts"];
            /**
             * @description If <code>true</code>, the server will return an error when<br/> the client does not carry the <code>Sec-WebSocket-Protocol</code> field.<br/> <br/>Note: WeChat applet needs to disable this verification.
             * @default true
             */
            fail_if_no_subprotocol?: boolean;
            /**
             * @description The timeout for waiting for the WebSocket upgrade request. After the timeout, the connection will be closed.
             * @default 7200s
             */
            idle_timeout?: string;
            /**
             * @description The maximum length of a single MQTT packet.
             * @default infinity
             */
            max_frame_size?: number | "infinity";
            /**
             * @description WebSocket's MQTT protocol path. By default, the full URL for the WebSocket client to connect is:<br/>`ws://{host}:{port}/mqtt`.<br/>Append `/[...]` to the end of the path to make EMQX accept any subpath.<br/>For example, specifying `mqtt/[...]` would allow clients to connect at paths like<br/>`mqtt/org1` or `mqtt/group2`, etc.<br/><br/>NOTE: An unmatched path will cause the client to be rejected immediately at the HTTP layer,<br/>meaning it will not be traceable at the MQTT layer.
             * @default /mqtt
             */
            mqtt_path?: string;
            /**
             * @description Whether a WebSocket message is allowed to contain multiple MQTT packets.
             * @default multiple
             * @enum {string}
             */
            mqtt_piggyback?: "single" | "multiple";
            /**
             * @description The HTTP request header that carries the original client's IP address, EMQX will take the leftmost IP in the header as the original client's IP.<br/><br/>This option is typically used when EMQX is deployed behind a WebSocket proxy.
             * @default x-forwarded-for
             */
            proxy_address_header?: string;
            /**
             * @description The HTTP request header that carries the original client's source port, EMQX will take the leftmost port in the header as the original client's source port.<br/><br/>This option is typically used when EMQX is deployed behind a WebSocket proxy.
             * @default x-forwarded-port
             */
            proxy_port_header?: string;
            /**
             * @description Comma-separated list of supported subprotocols.
             * @default mqtt, mqtt-v3, mqtt-v3.1.1, mqtt-v5
             */
            supported_subprotocols?: string;
            /**
             * @description Whether to verify that the payload of `text` and `close` frames is valid UTF-8. Disabling it can save resources and improve performance.
             * @default true
             */
            validate_utf8?: boolean;
        };
        "ldap.ssl": {
            /** @description Trusted PEM format CA certificates bundle file.<br/><br/>The certificates in this file are used to verify the TLS peer's certificates.<br/>Append new certificates to the file if new CAs are to be trusted.<br/>There is no need to restart EMQX to have the updated file loaded, because<br/>the system regularly checks if file has been updated (and reload).<br/><br/>NOTE: invalidating (deleting) a certificate from the file will not affect<br/>already established connections. */
            cacertfile?: string;
            /**
             * @deprecated
             * @default false
             */
            cacerts?: boolean;
            /** @description PEM format certificates chain file.<br/><br/>The certificates in this file should be in reversed order of the certificate<br/>issue chain. That is, the host's certificate should be placed in the beginning<br/>of the file, followed by the immediate issuer certificate and so on.<br/>Although the root CA certificate is optional, it should be placed at the end of<br/>the file if it is to be added. */
            certfile?: string;
            /**
             * @description This config holds TLS cipher suite names separated by comma,<br/>or as an array of strings. e.g.<br/><code>"TLS_AES_256_GCM_SHA384,TLS_AES_128_GCM_SHA256"</code> or<br/><code>["TLS_AES_256_GCM_SHA384","TLS_AES_128_GCM_SHA256"]</code>.<br/><br/><br/>Ciphers (and their ordering) define the way in which the<br/>client and server encrypts information over the network connection.<br/>Selecting a good cipher suite is critical for the<br/>application's data security, confidentiality and performance.<br/><br/>The names should be in OpenSSL string format (not RFC format).<br/>All default values and examples provided by EMQX config<br/>documentation are all in OpenSSL format.<br/><br/><br/>NOTE: Certain cipher suites are only compatible with<br/>specific TLS <code>versions</code> ('tlsv1.1', 'tlsv1.2' or 'tlsv1.3')<br/>incompatible cipher suites will be silently dropped.<br/>For instance, if only 'tlsv1.3' is given in the <code>versions</code>,<br/>configuring cipher suites for other versions will have no effect.<br/><br/><br/><br/>NOTE: PSK ciphers are suppressed by 'tlsv1.3' version config<br/><br/>If PSK cipher suites are intended, 'tlsv1.3' should be disabled from <code>versions</code>.<br/><br/>PSK cipher suites: <code>"RSA-PSK-AES256-GCM-SHA384,RSA-PSK-AES256-CBC-SHA384,<br/>RSA-PSK-AES128-GCM-SHA256,RSA-PSK-AES128-CBC-SHA256,<br/>RSA-PSK-AES256-CBC-SHA,RSA-PSK-AES128-CBC-SHA,<br/>RSA-PSK-DES-CBC3-SHA,RSA-PSK-RC4-SHA"</code>
             * @default []
             */
            ciphers?: string[];
            /**
             * @description Maximum number of non-self-issued intermediate certificates that can follow the peer certificate in a valid certification path.<br/>So, if depth is 0 the PEER must be signed by the trusted ROOT-CA directly;<br/><br/>if 1 the path can be PEER, Intermediate-CA, ROOT-CA;<br/><br/>if 2 the path can be PEER, Intermediate-CA1, Intermediate-CA2, ROOT-CA.
             * @default 10
             */
            depth?: number;
            /**
             * @description Enable TLS.
             * @default false
             */
            enable?: boolean;
            /**
             * @description Specifies the amount of time that an SSL process will hibernate after being idle, thus reducing its memory footprint.<br/><br/>The hibernating process will be woken up when a new message arrives.<br/>Hibernating and waking up too often can cause CPU utilization to increase, as they both perform garbage collection on the process.
             * @default 5s
             */
            hibernate_after?: string;
            /** @description PEM format private key file. */
            keyfile?: string;
            /**
             * @description The minimum level of logging allowed for SSL output.<br/><br/>The default is `notice`, set to a lower `debug` level for more detailed logging that can be used to investigate SSL handshake issues.
             * @default notice
             * @enum {string}
             */
            log_level?: "emergency" | "alert" | "critical" | "error" | "warning" | "notice" | "info" | "debug" | "none" | "all";
            /**
             * Format: password
             * @description String containing the user's password. Only used if the private key file is password-protected.
             */
            password?: string;
            /**
             * @description Enable TLS session reuse.<br/><br/>Has no effect when TLS version is configured (or negotiated) to 1.3
             * @default true
             */
            reuse_sessions?: boolean;
            /**
             * @description Whether to reject TLS renegotiation attempts that are not compliant with [RFC 5746](http://www.ietf.org/rfc/rfc5746.txt).<br/><br/>By default, `secure_renegotiate` is set to `true`, which forces secure renegotiation.<br/>If set to `false`, secure renegotiation will still be used, but will fall back to insecure renegotiation if the peer does not support [RFC 5746](http://www.ietf.org/rfc/rfc5746.txt), which increases the risk of a MitM attack.<br/><br/>Has no effect when TLS version is configured (or negotiated) to 1.3.
             * @default true
             */
            secure_renegotiate?: boolean;
            /** @description Specify the host name to be used in TLS Server Name Indication extension.<br/><br/>For instance, when connecting to "server.example.net", the genuine server<br/>which accepts the connection and performs TLS handshake may differ from the<br/>host the TLS client initially connects to, e.g. when connecting to an IP address<br/>or when the host has multiple resolvable DNS records <br/><br/>If not specified, it will default to the host name string which is used<br/>to establish the connection, unless it is IP address used.<br/><br/>The host name is then also used in the host name verification of the peer<br/>certificate.<br/> The special value 'disable' prevents the Server Name<br/>Indication extension from being sent and disables the hostname<br/>verification check. */
            server_name_indication?: string | "disable";
            /**
             * @description Enable or disable peer verification.
             * @default verify_none
             * @enum {string}
             */
            verify?: "verify_peer" | "verify_none";
            /**
             * @description All TLS/DTLS versions to be supported.<br/><br/>NOTE: PSK ciphers are suppressed by 'tlsv1.3' version config.<br/><br/>In case PSK cipher suites are intended, make sure to configure<br/><code>['tlsv1.2', 'tlsv1.1']</code> here.
             * @default [
             *       "tlsv1.3",
             *       "tlsv1.2"
             *     ]
             */
            versions?: string[];
        };
        "listeners.listener_id_status": {
            /** @description ListenerId acceptors */
            acceptors?: number;
            /** @description Listener bind addr */
            bind: string;
            /** @description Listener enable */
            enable: boolean;
            /** @description Listener id */
            id: string;
            /** @description Listener name */
            name: string;
            node_status?: components["schemas"]["listeners.node_status"][];
            /** @description ListenerId counter */
            number?: number;
            status?: components["schemas"]["listeners.status"];
            /**
             * @description Listener type
             * @enum {string}
             */
            type: "tcp" | "ssl" | "ws" | "wss" | "quic";
        };
        "listeners.node_status": {
            /** @description Node name */
            node?: string;
            status?: components["schemas"]["listeners.status"];
        };
        "listeners.quic_not_required_bind": {
            /**
             * @description The size of the listener's receiving pool.
             * @default 16
             */
            acceptors?: number;
            /**
             * @description IP address and port for the listening socket.
             * @default 14567
             */
            bind?: string;
            /** @description Used to limit the number of bytes a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>The unit of the bytes could be: B, KB, MB, GB.<br/><br/>For example:<br/><br/>- `500KB/s`: Only 500 kilobytes per second will be received, and the remaining bytes will be delayed.<br/>- `500MB/10s`: Only 500 megabytes will be received every 10 seconds, and the remaining bytes will be delayed. */
            bytes_rate?: string;
            /**
             * @description This config holds TLS cipher suite names separated by comma,<br/>or as an array of strings. e.g.<br/><code>"TLS_AES_256_GCM_SHA384,TLS_AES_128_GCM_SHA256"</code> or<br/><code>["TLS_AES_256_GCM_SHA384","TLS_AES_128_GCM_SHA256"]</code>.<br/><br/><br/>Ciphers (and their ordering) define the way in which the<br/>client and server encrypts information over the network connection.<br/>Selecting a good cipher suite is critical for the<br/>application's data security, confidentiality and performance.<br/><br/>The names should be in OpenSSL string format (not RFC format).<br/>All default values and examples provided by EMQX config<br/>documentation are all in OpenSSL format.<br/><br/><br/>NOTE: Certain cipher suites are only compatible with<br/>specific TLS <code>versions</code> ('tlsv1.1', 'tlsv1.2' or 'tlsv1.3')<br/>incompatible cipher suites will be silently dropped.<br/>For instance, if only 'tlsv1.3' is given in the <code>versions</code>,<br/>configuring cipher suites for other versions will have no effect.<br/><br/><br/><br/>NOTE: PSK ciphers are suppressed by 'tlsv1.3' version config<br/><br/>If PSK cipher suites are intended, 'tlsv1.3' should be disabled from <code>versions</code>.<br/><br/>PSK cipher suites: <code>"RSA-PSK-AES256-GCM-SHA384,RSA-PSK-AES256-CBC-SHA384,<br/>RSA-PSK-AES128-GCM-SHA256,RSA-PSK-AES128-CBC-SHA256,<br/>RSA-PSK-AES256-CBC-SHA,RSA-PSK-AES128-CBC-SHA,<br/>RSA-PSK-DES-CBC3-SHA,RSA-PSK-RC4-SHA"</code><br/><br/><br/>NOTE: QUIC listener supports only 'tlsv1.3' ciphers
             * @default [
             *       "TLS_AES_256_GCM_SHA384",
             *       "TLS_AES_128_GCM_SHA256",
             *       "TLS_CHACHA20_POLY1305_SHA256"
             *     ]
             */
            ciphers?: string[];
            /** @description Current connections */
            current_connections?: number;
            /**
             * @description Enable listener.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Set <code>true</code> (default) to enable client authentication on this listener, the authentication<br/>process goes through the configured authentication chain.<br/>When set to <code>false</code>, any client (with or without username/password) is allowed to connect.<br/>When set to <code>quick_deny_anonymous</code>, it behaves like when set to <code>true</code>, but clients will be<br/>denied immediately without going through any authenticators if <code>username</code> is not provided. This is useful to fence off<br/>anonymous clients early.
             * @default true
             * @enum {unknown}
             */
            enable_authn?: true | false | "quick_deny_anonymous";
            /** @description Listener id */
            id: string;
            /**
             * @description Used to limit the rate at which the current listener accepts connections.<br/><br/>Once the limit is reached, EMQX will pause fetching connections from the Accept queue, thereby delaying or rejecting new connections.<br/><br/>For example:<br/><br/>- `1000/s`: Only accepts 1000 connections per second.<br/>- `1000/10s`: Only accepts 1000 connections every 10 seconds.
             * @default infinity
             */
            max_conn_rate?: string;
            /**
             * @description The maximum number of concurrent connections allowed by the listener.
             * @default infinity
             */
            max_connections?: number | "infinity";
            /** @description Used to limit the number of messages a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>For example:<br/><br/>- `500/s`: Only 500 messages will be received per second, and the remaining messages will be delayed.<br/>- `500/10s`: Only 500 messages will be received every 10 seconds and the remaining messages will be delayed. */
            messages_rate?: string;
            /**
             * @description When publishing or subscribing, prefix all topics with a mountpoint string.<br/>The prefixed string will be removed from the topic name when the message<br/>is delivered to the subscriber. The mountpoint is a way that users can use<br/>to implement isolation of message routing between different listeners.<br/>For example if a client A subscribes to `t` with `listeners.tcp.\<name>.mountpoint`<br/>set to `some_tenant`, then the client actually subscribes to the topic<br/>`some_tenant/t`. Similarly, if another client B (connected to the same listener<br/>as the client A) sends a message to topic `t`, the message is routed<br/>to all the clients subscribed `some_tenant/t`, so client A will receive the<br/>message, with topic name `t`.<br/><br/>Set to `""` to disable the feature.<br/><br/><br/>Variables in mountpoint string:<br/>  - <code>${clientid}</code>: clientid<br/>  - <code>${username}</code>: username
             * @default
             */
            mountpoint?: string;
            /** @description Listener status */
            running?: boolean;
            /** @description TLS options for QUIC transport */
            ssl_options?: components["schemas"]["emqx.listener_quic_ssl_opts"];
            /**
             * @description Listener type
             * @enum {string}
             */
            type: "quic";
            /**
             * @description The configuration zone to which the listener belongs.<br/>Clients connected to this listener will inherit zone-settings created under this zone name.<br/><br/>A zone can override the configs under below root names:<br/>- `mqtt`<br/>- `force_shutdown`<br/>- `force_gc`<br/>- `flapping_detect`<br/>- `durable_sessions`
             * @default default
             */
            zone?: string;
        };
        "listeners.quic_required_bind": {
            /**
             * @description The size of the listener's receiving pool.
             * @default 16
             */
            acceptors?: number;
            /**
             * @description IP address and port for the listening socket.
             * @default 14567
             */
            bind: string;
            /** @description Used to limit the number of bytes a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>The unit of the bytes could be: B, KB, MB, GB.<br/><br/>For example:<br/><br/>- `500KB/s`: Only 500 kilobytes per second will be received, and the remaining bytes will be delayed.<br/>- `500MB/10s`: Only 500 megabytes will be received every 10 seconds, and the remaining bytes will be delayed. */
            bytes_rate?: string;
            /**
             * @description This config holds TLS cipher suite names separated by comma,<br/>or as an array of strings. e.g.<br/><code>"TLS_AES_256_GCM_SHA384,TLS_AES_128_GCM_SHA256"</code> or<br/><code>["TLS_AES_256_GCM_SHA384","TLS_AES_128_GCM_SHA256"]</code>.<br/><br/><br/>Ciphers (and their ordering) define the way in which the<br/>client and server encrypts information over the network connection.<br/>Selecting a good cipher suite is critical for the<br/>application's data security, confidentiality and performance.<br/><br/>The names should be in OpenSSL string format (not RFC format).<br/>All default values and examples provided by EMQX config<br/>documentation are all in OpenSSL format.<br/><br/><br/>NOTE: Certain cipher suites are only compatible with<br/>specific TLS <code>versions</code> ('tlsv1.1', 'tlsv1.2' or 'tlsv1.3')<br/>incompatible cipher suites will be silently dropped.<br/>For instance, if only 'tlsv1.3' is given in the <code>versions</code>,<br/>configuring cipher suites for other versions will have no effect.<br/><br/><br/><br/>NOTE: PSK ciphers are suppressed by 'tlsv1.3' version config<br/><br/>If PSK cipher suites are intended, 'tlsv1.3' should be disabled from <code>versions</code>.<br/><br/>PSK cipher suites: <code>"RSA-PSK-AES256-GCM-SHA384,RSA-PSK-AES256-CBC-SHA384,<br/>RSA-PSK-AES128-GCM-SHA256,RSA-PSK-AES128-CBC-SHA256,<br/>RSA-PSK-AES256-CBC-SHA,RSA-PSK-AES128-CBC-SHA,<br/>RSA-PSK-DES-CBC3-SHA,RSA-PSK-RC4-SHA"</code><br/><br/><br/>NOTE: QUIC listener supports only 'tlsv1.3' ciphers
             * @default [
             *       "TLS_AES_256_GCM_SHA384",
             *       "TLS_AES_128_GCM_SHA256",
             *       "TLS_CHACHA20_POLY1305_SHA256"
             *     ]
             */
            ciphers?: string[];
            /** @description Current connections */
            current_connections?: number;
            /**
             * @description Enable listener.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Set <code>true</code> (default) to enable client authentication on this listener, the authentication<br/>process goes through the configured authentication chain.<br/>When set to <code>false</code>, any client (with or without username/password) is allowed to connect.<br/>When set to <code>quick_deny_anonymous</code>, it behaves like when set to <code>true</code>, but clients will be<br/>denied immediately without going through any authenticators if <code>username</code> is not provided. This is useful to fence off<br/>anonymous clients early.
             * @default true
             * @enum {unknown}
             */
            enable_authn?: true | false | "quick_deny_anonymous";
            /** @description Listener id */
            id: string;
            /**
             * @description Used to limit the rate at which the current listener accepts connections.<br/><br/>Once the limit is reached, EMQX will pause fetching connections from the Accept queue, thereby delaying or rejecting new connections.<br/><br/>For example:<br/><br/>- `1000/s`: Only accepts 1000 connections per second.<br/>- `1000/10s`: Only accepts 1000 connections every 10 seconds.
             * @default infinity
             */
            max_conn_rate?: string;
            /**
             * @description The maximum number of concurrent connections allowed by the listener.
             * @default infinity
             */
            max_connections?: number | "infinity";
            /** @description Used to limit the number of messages a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>For example:<br/><br/>- `500/s`: Only 500 messages will be received per second, and the remaining messages will be delayed.<br/>- `500/10s`: Only 500 messages will be received every 10 seconds and the remaining messages will be delayed. */
            messages_rate?: string;
            /**
             * @description When publishing or subscribing, prefix all topics with a mountpoint string.<br/>The prefixed string will be removed from the topic name when the message<br/>is delivered to the subscriber. The mountpoint is a way that users can use<br/>to implement isolation of message routing between different listeners.<br/>For example if a client A subscribes to `t` with `listeners.tcp.\<name>.mountpoint`<br/>set to `some_tenant`, then the client actually subscribes to the topic<br/>`some_tenant/t`. Similarly, if another client B (connected to the same listener<br/>as the client A) sends a message to topic `t`, the message is routed<br/>to all the clients subscribed `some_tenant/t`, so client A will receive the<br/>message, with topic name `t`.<br/><br/>Set to `""` to disable the feature.<br/><br/><br/>Variables in mountpoint string:<br/>  - <code>${clientid}</code>: clientid<br/>  - <code>${username}</code>: username
             * @default
             */
            mountpoint?: string;
            /** @description Listener status */
            running?: boolean;
            /** @description TLS options for QUIC transport */
            ssl_options?: components["schemas"]["emqx.listener_quic_ssl_opts"];
            /**
             * @description Listener type
             * @enum {string}
             */
            type: "quic";
            /**
             * @description The configuration zone to which the listener belongs.<br/>Clients connected to this listener will inherit zone-settings created under this zone name.<br/><br/>A zone can override the configs under below root names:<br/>- `mqtt`<br/>- `force_shutdown`<br/>- `force_gc`<br/>- `flapping_detect`<br/>- `durable_sessions`
             * @default default
             */
            zone?: string;
        };
        "listeners.ssl_not_required_bind": {
            /**
             * @description The size of the listener's receiving pool.
             * @default 16
             */
            acceptors?: number;
            /**
             * @description An access rule list consisting of string rules to restrict or allow access from some addresses. The rules that appear earlier in the list are matched first.<br/>The format is `allow | deny <address> | <CIDR> | all`.<br/><br/>For example:<br/><br/>`[\"deny 192.168.1.1\", \"allow 192.168.1.0/24\", \"deny, all\"]`
             * @default [
             *       "allow all"
             *     ]
             */
            access_rules?: string[];
            /**
             * @description IP address and port for the listening socket.
             * @default 8883
             */
            bind?: string;
            /** @description Used to limit the number of bytes a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>The unit of the bytes could be: B, KB, MB, GB.<br/><br/>For example:<br/><br/>- `500KB/s`: Only 500 kilobytes per second will be received, and the remaining bytes will be delayed.<br/>- `500MB/10s`: Only 500 megabytes will be received every 10 seconds, and the remaining bytes will be delayed. */
            bytes_rate?: string;
            /** @description Current connections */
            current_connections?: number;
            /**
             * @description Enable listener.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Set <code>true</code> (default) to enable client authentication on this listener, the authentication<br/>process goes through the configured authentication chain.<br/>When set to <code>false</code>, any client (with or without username/password) is allowed to connect.<br/>When set to <code>quick_deny_anonymous</code>, it behaves like when set to <code>true</code>, but clients will be<br/>denied immediately without going through any authenticators if <code>username</code> is not provided. This is useful to fence off<br/>anonymous clients early.
             * @default true
             * @enum {unknown}
             */
            enable_authn?: true | false | "quick_deny_anonymous";
            /** @description Listener id */
            id: string;
            /**
             * @description Used to limit the rate at which the current listener accepts connections.<br/><br/>Once the limit is reached, EMQX will pause fetching connections from the Accept queue, thereby delaying or rejecting new connections.<br/><br/>For example:<br/><br/>- `1000/s`: Only accepts 1000 connections per second.<br/>- `1000/10s`: Only accepts 1000 connections every 10 seconds.
             * @default infinity
             */
            max_conn_rate?: string;
            /**
             * @description The maximum number of concurrent connections allowed by the listener.
             * @default infinity
             */
            max_connections?: number | "infinity";
            /** @description Used to limit the number of messages a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>For example:<br/><br/>- `500/s`: Only 500 messages will be received per second, and the remaining messages will be delayed.<br/>- `500/10s`: Only 500 messages will be received every 10 seconds and the remaining messages will be delayed. */
            messages_rate?: string;
            /**
             * @description When publishing or subscribing, prefix all topics with a mountpoint string.<br/>The prefixed string will be removed from the topic name when the message<br/>is delivered to the subscriber. The mountpoint is a way that users can use<br/>to implement isolation of message routing between different listeners.<br/>For example if a client A subscribes to `t` with `listeners.tcp.\<name>.mountpoint`<br/>set to `some_tenant`, then the client actually subscribes to the topic<br/>`some_tenant/t`. Similarly, if another client B (connected to the same listener<br/>as the client A) sends a message to topic `t`, the message is routed<br/>to all the clients subscribed `some_tenant/t`, so client A will receive the<br/>message, with topic name `t`.<br/><br/>Set to `""` to disable the feature.<br/><br/><br/>Variables in mountpoint string:<br/>  - <code>${clientid}</code>: clientid<br/>  - <code>${username}</code>: username
             * @default
             */
            mountpoint?: string;
            /**
             * @description Enable the Proxy Protocol V1/2 if the EMQX cluster is deployed behind HAProxy or Nginx.<br/><br/>See: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default false
             */
            proxy_protocol?: boolean;
            /**
             * @description If a reverse proxy is deployed for EMQX, and the PROXY protocol is enabled at the proxy to pass the client's real IP, this option needs to be turned on so that EMQX can extract the client's real IP from the PROXY protocol header.<br/><br/>EMQX will automatically detect the version of the PROXY protocol and support V1 and V2.<br/><br/>For a detailed description of the PROXY protocol, please refer to: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default 3s
             */
            proxy_protocol_timeout?: string;
            /** @description Listener status */
            running?: boolean;
            ssl_options?: components["schemas"]["emqx.listener_ssl_opts"];
            tcp_options?: components["schemas"]["emqx.tcp_opts"];
            /**
             * @description Listener type
             * @enum {string}
             */
            type: "ssl";
            /**
             * @description The configuration zone to which the listener belongs.<br/>Clients connected to this listener will inherit zone-settings created under this zone name.<br/><br/>A zone can override the configs under below root names:<br/>- `mqtt`<br/>- `force_shutdown`<br/>- `force_gc`<br/>- `flapping_detect`<br/>- `durable_sessions`
             * @default default
             */
            zone?: string;
        };
        "listeners.ssl_required_bind": {
            /**
             * @description The size of the listener's receiving pool.
             * @default 16
             */
            acceptors?: number;
            /**
             * @description An access rule list consisting of string rules to restrict or allow access from some addresses. The rules that appear earlier in the list are matched first.<br/>The format is `allow | deny <address> | <CIDR> | all`.<br/><br/>For example:<br/><br/>`[\"deny 192.168.1.1\", \"allow 192.168.1.0/24\", \"deny, all\"]`
             * @default [
             *       "allow all"
             *     ]
             */
            access_rules?: string[];
            /**
             * @description IP address and port for the listening socket.
             * @default 8883
             */
            bind: string;
            /** @description Used to limit the number of bytes a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>The unit of the bytes could be: B, KB, MB, GB.<br/><br/>For example:<br/><br/>- `500KB/s`: Only 500 kilobytes per second will be received, and the remaining bytes will be delayed.<br/>- `500MB/10s`: Only 500 megabytes will be received every 10 seconds, and the remaining bytes will be delayed. */
            bytes_rate?: string;
            /** @description Current connections */
            current_connections?: number;
            /**
             * @description Enable listener.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Set <code>true</code> (default) to enable client authentication on this listener, the authentication<br/>process goes through the configured authentication chain.<br/>When set to <code>false</code>, any client (with or without username/password) is allowed to connect.<br/>When set to <code>quick_deny_anonymous</code>, it behaves like when set to <code>true</code>, but clients will be<br/>denied immediately without going through any authenticators if <code>username</code> is not provided. This is useful to fence off<br/>anonymous clients early.
             * @default true
             * @enum {unknown}
             */
            enable_authn?: true | false | "quick_deny_anonymous";
            /** @description Listener id */
            id: string;
            /**
             * @description Used to limit the rate at which the current listener accepts connections.<br/><br/>Once the limit is reached, EMQX will pause fetching connections from the Accept queue, thereby delaying or rejecting new connections.<br/><br/>For example:<br/><br/>- `1000/s`: Only accepts 1000 connections per second.<br/>- `1000/10s`: Only accepts 1000 connections every 10 seconds.
             * @default infinity
             */
            max_conn_rate?: string;
            /**
             * @description The maximum number of concurrent connections allowed by the listener.
             * @default infinity
             */
            max_connections?: number | "infinity";
            /** @description Used to limit the number of messages a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>For example:<br/><br/>- `500/s`: Only 500 messages will be received per second, and the remaining messages will be delayed.<br/>- `500/10s`: Only 500 messages will be received every 10 seconds and the remaining messages will be delayed. */
            messages_rate?: string;
            /**
             * @description When publishing or subscribing, prefix all topics with a mountpoint string.<br/>The prefixed string will be removed from the topic name when the message<br/>is delivered to the subscriber. The mountpoint is a way that users can use<br/>to implement isolation of message routing between different listeners.<br/>For example if a client A subscribes to `t` with `listeners.tcp.\<name>.mountpoint`<br/>set to `some_tenant`, then the client actually subscribes to the topic<br/>`some_tenant/t`. Similarly, if another client B (connected to the same listener<br/>as the client A) sends a message to topic `t`, the message is routed<br/>to all the clients subscribed `some_tenant/t`, so client A will receive the<br/>message, with topic name `t`.<br/><br/>Set to `""` to disable the feature.<br/><br/><br/>Variables in mountpoint string:<br/>  - <code>${clientid}</code>: clientid<br/>  - <code>${username}</code>: username
             * @default
             */
            mountpoint?: string;
            /**
             * @description Enable the Proxy Protocol V1/2 if the EMQX cluster is deployed behind HAProxy or Nginx.<br/><br/>See: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default false
             */
            proxy_protocol?: boolean;
            /**
             * @description If a reverse proxy is deployed for EMQX, and the PROXY protocol is enabled at the proxy to pass the client's real IP, this option needs to be turned on so that EMQX can extract the client's real IP from the PROXY protocol header.<br/><br/>EMQX will automatically detect the version of the PROXY protocol and support V1 and V2.<br/><br/>For a detailed description of the PROXY protocol, please refer to: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default 3s
             */
            proxy_protocol_timeout?: string;
            /** @description Listener status */
            running?: boolean;
            ssl_options?: components["schemas"]["emqx.listener_ssl_opts"];
            tcp_options?: components["schemas"]["emqx.tcp_opts"];
            /**
             * @description Listener type
             * @enum {string}
             */
            type: "ssl";
            /**
             * @description The configuration zone to which the listener belongs.<br/>Clients connected to this listener will inherit zone-settings created under this zone name.<br/><br/>A zone can override the configs under below root names:<br/>- `mqtt`<br/>- `force_shutdown`<br/>- `force_gc`<br/>- `flapping_detect`<br/>- `durable_sessions`
             * @default default
             */
            zone?: string;
        };
        "listeners.status": {
            /** @description Current connections */
            current_connections?: number;
            /** @description Max connections */
            max_connections?: number | "infinity";
            /** @description Listener running status */
            running: boolean | "inconsistent";
        };
        "listeners.tcp_not_required_bind": {
            /**
             * @description The size of the listener's receiving pool.
             * @default 16
             */
            acceptors?: number;
            /**
             * @description An access rule list consisting of string rules to restrict or allow access from some addresses. The rules that appear earlier in the list are matched first.<br/>The format is `allow | deny <address> | <CIDR> | all`.<br/><br/>For example:<br/><br/>`[\"deny 192.168.1.1\", \"allow 192.168.1.0/24\", \"deny, all\"]`
             * @default [
             *       "allow all"
             *     ]
             */
            access_rules?: string[];
            /**
             * @description IP address and port for the listening socket.
             * @default 1883
             */
            bind?: string;
            /** @description Used to limit the number of bytes a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>The unit of the bytes could be: B, KB, MB, GB.<br/><br/>For example:<br/><br/>- `500KB/s`: Only 500 kilobytes per second will be received, and the remaining bytes will be delayed.<br/>- `500MB/10s`: Only 500 megabytes will be received every 10 seconds, and the remaining bytes will be delayed. */
            bytes_rate?: string;
            /** @description Current connections */
            current_connections?: number;
            /**
             * @description Enable listener.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Set <code>true</code> (default) to enable client authentication on this listener, the authentication<br/>process goes through the configured authentication chain.<br/>When set to <code>false</code>, any client (with or without username/password) is allowed to connect.<br/>When set to <code>quick_deny_anonymous</code>, it behaves like when set to <code>true</code>, but clients will be<br/>denied immediately without going through any authenticators if <code>username</code> is not provided. This is useful to fence off<br/>anonymous clients early.
             * @default true
             * @enum {unknown}
             */
            enable_authn?: true | false | "quick_deny_anonymous";
            /** @description Listener id */
            id: string;
            /**
             * @description Used to limit the rate at which the current listener accepts connections.<br/><br/>Once the limit is reached, EMQX will pause fetching connections from the Accept queue, thereby delaying or rejecting new connections.<br/><br/>For example:<br/><br/>- `1000/s`: Only accepts 1000 connections per second.<br/>- `1000/10s`: Only accepts 1000 connections every 10 seconds.
             * @default infinity
             */
            max_conn_rate?: string;
            /**
             * @description The maximum number of concurrent connections allowed by the listener.
             * @default infinity
             */
            max_connections?: number | "infinity";
            /** @description Used to limit the number of messages a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>For example:<br/><br/>- `500/s`: Only 500 messages will be received per second, and the remaining messages will be delayed.<br/>- `500/10s`: Only 500 messages will be received every 10 seconds and the remaining messages will be delayed. */
            messages_rate?: string;
            /**
             * @description When publishing or subscribing, prefix all topics with a mountpoint string.<br/>The prefixed string will be removed from the topic name when the message<br/>is delivered to the subscriber. The mountpoint is a way that users can use<br/>to implement isolation of message routing between different listeners.<br/>For example if a client A subscribes to `t` with `listeners.tcp.\<name>.mountpoint`<br/>set to `some_tenant`, then the client actually subscribes to the topic<br/>`some_tenant/t`. Similarly, if another client B (connected to the same listener<br/>as the client A) sends a message to topic `t`, the message is routed<br/>to all the clients subscribed `some_tenant/t`, so client A will receive the<br/>message, with topic name `t`.<br/><br/>Set to `""` to disable the feature.<br/><br/><br/>Variables in mountpoint string:<br/>  - <code>${clientid}</code>: clientid<br/>  - <code>${username}</code>: username
             * @default
             */
            mountpoint?: string;
            /**
             * @description Enable the Proxy Protocol V1/2 if the EMQX cluster is deployed behind HAProxy or Nginx.<br/><br/>See: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default false
             */
            proxy_protocol?: boolean;
            /**
             * @description If a reverse proxy is deployed for EMQX, and the PROXY protocol is enabled at the proxy to pass the client's real IP, this option needs to be turned on so that EMQX can extract the client's real IP from the PROXY protocol header.<br/><br/>EMQX will automatically detect the version of the PROXY protocol and support V1 and V2.<br/><br/>For a detailed description of the PROXY protocol, please refer to: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default 3s
             */
            proxy_protocol_timeout?: string;
            /** @description Listener status */
            running?: boolean;
            tcp_options?: components["schemas"]["emqx.tcp_opts"];
            /**
             * @description Listener type
             * @enum {string}
             */
            type: "tcp";
            /**
             * @description The configuration zone to which the listener belongs.<br/>Clients connected to this listener will inherit zone-settings created under this zone name.<br/><br/>A zone can override the configs under below root names:<br/>- `mqtt`<br/>- `force_shutdown`<br/>- `force_gc`<br/>- `flapping_detect`<br/>- `durable_sessions`
             * @default default
             */
            zone?: string;
        };
        "listeners.tcp_required_bind": {
            /**
             * @description The size of the listener's receiving pool.
             * @default 16
             */
            acceptors?: number;
            /**
             * @description An access rule list consisting of string rules to restrict or allow access from some addresses. The rules that appear earlier in the list are matched first.<br/>The format is `allow | deny <address> | <CIDR> | all`.<br/><br/>For example:<br/><br/>`[\"deny 192.168.1.1\", \"allow 192.168.1.0/24\", \"deny, all\"]`
             * @default [
             *       "allow all"
             *     ]
             */
            access_rules?: string[];
            /**
             * @description IP address and port for the listening socket.
             * @default 1883
             */
            bind: string;
            /** @description Used to limit the number of bytes a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>The unit of the bytes could be: B, KB, MB, GB.<br/><br/>For example:<br/><br/>- `500KB/s`: Only 500 kilobytes per second will be received, and the remaining bytes will be delayed.<br/>- `500MB/10s`: Only 500 megabytes will be received every 10 seconds, and the remaining bytes will be delayed. */
            bytes_rate?: string;
            /** @description Current connections */
            current_connections?: number;
            /**
             * @description Enable listener.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Set <code>true</code> (default) to enable client authentication on this listener, the authentication<br/>process goes through the configured authentication chain.<br/>When set to <code>false</code>, any client (with or without username/password) is allowed to connect.<br/>When set to <code>quick_deny_anonymous</code>, it behaves like when set to <code>true</code>, but clients will be<br/>denied immediately without going through any authenticators if <code>username</code> is not provided. This is useful to fence off<br/>anonymous clients early.
             * @default true
             * @enum {unknown}
             */
            enable_authn?: true | false | "quick_deny_anonymous";
            /** @description Listener id */
            id: string;
            /**
             * @description Used to limit the rate at which the current listener accepts connections.<br/><br/>Once the limit is reached, EMQX will pause fetching connections from the Accept queue, thereby delaying or rejecting new connections.<br/><br/>For example:<br/><br/>- `1000/s`: Only accepts 1000 connections per second.<br/>- `1000/10s`: Only accepts 1000 connections every 10 seconds.
             * @default infinity
             */
            max_conn_rate?: string;
            /**
             * @description The maximum number of concurrent connections allowed by the listener.
             * @default infinity
             */
            max_connections?: number | "infinity";
            /** @description Used to limit the number of messages a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>For example:<br/><br/>- `500/s`: Only 500 messages will be received per second, and the remaining messages will be delayed.<br/>- `500/10s`: Only 500 messages will be received every 10 seconds and the remaining messages will be delayed. */
            messages_rate?: string;
            /**
             * @description When publishing or subscribing, prefix all topics with a mountpoint string.<br/>The prefixed string will be removed from the topic name when the message<br/>is delivered to the subscriber. The mountpoint is a way that users can use<br/>to implement isolation of message routing between different listeners.<br/>For example if a client A subscribes to `t` with `listeners.tcp.\<name>.mountpoint`<br/>set to `some_tenant`, then the client actually subscribes to the topic<br/>`some_tenant/t`. Similarly, if another client B (connected to the same listener<br/>as the client A) sends a message to topic `t`, the message is routed<br/>to all the clients subscribed `some_tenant/t`, so client A will receive the<br/>message, with topic name `t`.<br/><br/>Set to `""` to disable the feature.<br/><br/><br/>Variables in mountpoint string:<br/>  - <code>${clientid}</code>: clientid<br/>  - <code>${username}</code>: username
             * @default
             */
            mountpoint?: string;
            /**
             * @description Enable the Proxy Protocol V1/2 if the EMQX cluster is deployed behind HAProxy or Nginx.<br/><br/>See: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default false
             */
            proxy_protocol?: boolean;
            /**
             * @description If a reverse proxy is deployed for EMQX, and the PROXY protocol is enabled at the proxy to pass the client's real IP, this option needs to be turned on so that EMQX can extract the client's real IP from the PROXY protocol header.<br/><br/>EMQX will automatically detect the version of the PROXY protocol and support V1 and V2.<br/><br/>For a detailed description of the PROXY protocol, please refer to: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default 3s
             */
            proxy_protocol_timeout?: string;
            /** @description Listener status */
            running?: boolean;
            tcp_options?: components["schemas"]["emqx.tcp_opts"];
            /**
             * @description Listener type
             * @enum {string}
             */
            type: "tcp";
            /**
             * @description The configuration zone to which the listener belongs.<br/>Clients connected to this listener will inherit zone-settings created under this zone name.<br/><br/>A zone can override the configs under below root names:<br/>- `mqtt`<br/>- `force_shutdown`<br/>- `force_gc`<br/>- `flapping_detect`<br/>- `durable_sessions`
             * @default default
             */
            zone?: string;
        };
        "listeners.with_name_quic_required_bind": {
            /**
             * @description The size of the listener's receiving pool.
             * @default 16
             */
            acceptors?: number;
            /**
             * @description IP address and port for the listening socket.
             * @default 14567
             */
            bind: string;
            /** @description Used to limit the number of bytes a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>The unit of the bytes could be: B, KB, MB, GB.<br/><br/>For example:<br/><br/>- `500KB/s`: Only 500 kilobytes per second will be received, and the remaining bytes will be delayed.<br/>- `500MB/10s`: Only 500 megabytes will be received every 10 seconds, and the remaining bytes will be delayed. */
            bytes_rate?: string;
            /**
             * @description This config holds TLS cipher suite names separated by comma,<br/>or as an array of strings. e.g.<br/><code>"TLS_AES_256_GCM_SHA384,TLS_AES_128_GCM_SHA256"</code> or<br/><code>["TLS_AES_256_GCM_SHA384","TLS_AES_128_GCM_SHA256"]</code>.<br/><br/><br/>Ciphers (and their ordering) define the way in which the<br/>client and server encrypts information over the network connection.<br/>Selecting a good cipher suite is critical for the<br/>application's data security, confidentiality and performance.<br/><br/>The names should be in OpenSSL string format (not RFC format).<br/>All default values and examples provided by EMQX config<br/>documentation are all in OpenSSL format.<br/><br/><br/>NOTE: Certain cipher suites are only compatible with<br/>specific TLS <code>versions</code> ('tlsv1.1', 'tlsv1.2' or 'tlsv1.3')<br/>incompatible cipher suites will be silently dropped.<br/>For instance, if only 'tlsv1.3' is given in the <code>versions</code>,<br/>configuring cipher suites for other versions will have no effect.<br/><br/><br/><br/>NOTE: PSK ciphers are suppressed by 'tlsv1.3' version config<br/><br/>If PSK cipher suites are intended, 'tlsv1.3' should be disabled from <code>versions</code>.<br/><br/>PSK cipher suites: <code>"RSA-PSK-AES256-GCM-SHA384,RSA-PSK-AES256-CBC-SHA384,<br/>RSA-PSK-AES128-GCM-SHA256,RSA-PSK-AES128-CBC-SHA256,<br/>RSA-PSK-AES256-CBC-SHA,RSA-PSK-AES128-CBC-SHA,<br/>RSA-PSK-DES-CBC3-SHA,RSA-PSK-RC4-SHA"</code><br/><br/><br/>NOTE: QUIC listener supports only 'tlsv1.3' ciphers
             * @default [
             *       "TLS_AES_256_GCM_SHA384",
             *       "TLS_AES_128_GCM_SHA256",
             *       "TLS_CHACHA20_POLY1305_SHA256"
             *     ]
             */
            ciphers?: string[];
            /** @description Current connections */
            current_connections?: number;
            /**
             * @description Enable listener.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Set <code>true</code> (default) to enable client authentication on this listener, the authentication<br/>process goes through the configured authentication chain.<br/>When set to <code>false</code>, any client (with or without username/password) is allowed to connect.<br/>When set to <code>quick_deny_anonymous</code>, it behaves like when set to <code>true</code>, but clients will be<br/>denied immediately without going through any authenticators if <code>username</code> is not provided. This is useful to fence off<br/>anonymous clients early.
             * @default true
             * @enum {unknown}
             */
            enable_authn?: true | false | "quick_deny_anonymous";
            /**
             * @description Used to limit the rate at which the current listener accepts connections.<br/><br/>Once the limit is reached, EMQX will pause fetching connections from the Accept queue, thereby delaying or rejecting new connections.<br/><br/>For example:<br/><br/>- `1000/s`: Only accepts 1000 connections per second.<br/>- `1000/10s`: Only accepts 1000 connections every 10 seconds.
             * @default infinity
             */
            max_conn_rate?: string;
            /**
             * @description The maximum number of concurrent connections allowed by the listener.
             * @default infinity
             */
            max_connections?: number | "infinity";
            /** @description Used to limit the number of messages a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>For example:<br/><br/>- `500/s`: Only 500 messages will be received per second, and the remaining messages will be delayed.<br/>- `500/10s`: Only 500 messages will be received every 10 seconds and the remaining messages will be delayed. */
            messages_rate?: string;
            /**
             * @description When publishing or subscribing, prefix all topics with a mountpoint string.<br/>The prefixed string will be removed from the topic name when the message<br/>is delivered to the subscriber. The mountpoint is a way that users can use<br/>to implement isolation of message routing between different listeners.<br/>For example if a client A subscribes to `t` with `listeners.tcp.\<name>.mountpoint`<br/>set to `some_tenant`, then the client actually subscribes to the topic<br/>`some_tenant/t`. Similarly, if another client B (connected to the same listener<br/>as the client A) sends a message to topic `t`, the message is routed<br/>to all the clients subscribed `some_tenant/t`, so client A will receive the<br/>message, with topic name `t`.<br/><br/>Set to `""` to disable the feature.<br/><br/><br/>Variables in mountpoint string:<br/>  - <code>${clientid}</code>: clientid<br/>  - <code>${username}</code>: username
             * @default
             */
            mountpoint?: string;
            /** @description Listener name */
            name: string;
            /** @description Listener status */
            running?: boolean;
            /** @description TLS options for QUIC transport */
            ssl_options?: components["schemas"]["emqx.listener_quic_ssl_opts"];
            /**
             * @description Listener type
             * @enum {string}
             */
            type: "quic";
            /**
             * @description The configuration zone to which the listener belongs.<br/>Clients connected to this listener will inherit zone-settings created under this zone name.<br/><br/>A zone can override the configs under below root names:<br/>- `mqtt`<br/>- `force_shutdown`<br/>- `force_gc`<br/>- `flapping_detect`<br/>- `durable_sessions`
             * @default default
             */
            zone?: string;
        };
        "listeners.with_name_ssl_required_bind": {
            /**
             * @description The size of the listener's receiving pool.
             * @default 16
             */
            acceptors?: number;
            /**
             * @description An access rule list consisting of string rules to restrict or allow access from some addresses. The rules that appear earlier in the list are matched first.<br/>The format is `allow | deny <address> | <CIDR> | all`.<br/><br/>For example:<br/><br/>`[\"deny 192.168.1.1\", \"allow 192.168.1.0/24\", \"deny, all\"]`
             * @default [
             *       "allow all"
             *     ]
             */
            access_rules?: string[];
            /**
             * @description IP address and port for the listening socket.
             * @default 8883
             */
            bind: string;
            /** @description Used to limit the number of bytes a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>The unit of the bytes could be: B, KB, MB, GB.<br/><br/>For example:<br/><br/>- `500KB/s`: Only 500 kilobytes per second will be received, and the remaining bytes will be delayed.<br/>- `500MB/10s`: Only 500 megabytes will be received every 10 seconds, and the remaining bytes will be delayed. */
            bytes_rate?: string;
            /** @description Current connections */
            current_connections?: number;
            /**
             * @description Enable listener.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Set <code>true</code> (default) to enable client authentication on this listener, the authentication<br/>process goes through the configured authentication chain.<br/>When set to <code>false</code>, any client (with or without username/password) is allowed to connect.<br/>When set to <code>quick_deny_anonymous</code>, it behaves like when set to <code>true</code>, but clients will be<br/>denied immediately without going through any authenticators if <code>username</code> is not provided. This is useful to fence off<br/>anonymous clients early.
             * @default true
             * @enum {unknown}
             */
            enable_authn?: true | false | "quick_deny_anonymous";
            /**
             * @description Used to limit the rate at which the current listener accepts connections.<br/><br/>Once the limit is reached, EMQX will pause fetching connections from the Accept queue, thereby delaying or rejecting new connections.<br/><br/>For example:<br/><br/>- `1000/s`: Only accepts 1000 connections per second.<br/>- `1000/10s`: Only accepts 1000 connections every 10 seconds.
             * @default infinity
             */
            max_conn_rate?: string;
            /**
             * @description The maximum number of concurrent connections allowed by the listener.
             * @default infinity
             */
            max_connections?: number | "infinity";
            /** @description Used to limit the number of messages a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>For example:<br/><br/>- `500/s`: Only 500 messages will be received per second, and the remaining messages will be delayed.<br/>- `500/10s`: Only 500 messages will be received every 10 seconds and the remaining messages will be delayed. */
            messages_rate?: string;
            /**
             * @description When publishing or subscribing, prefix all topics with a mountpoint string.<br/>The prefixed string will be removed from the topic name when the message<br/>is delivered to the subscriber. The mountpoint is a way that users can use<br/>to implement isolation of message routing between different listeners.<br/>For example if a client A subscribes to `t` with `listeners.tcp.\<name>.mountpoint`<br/>set to `some_tenant`, then the client actually subscribes to the topic<br/>`some_tenant/t`. Similarly, if another client B (connected to the same listener<br/>as the client A) sends a message to topic `t`, the message is routed<br/>to all the clients subscribed `some_tenant/t`, so client A will receive the<br/>message, with topic name `t`.<br/><br/>Set to `""` to disable the feature.<br/><br/><br/>Variables in mountpoint string:<br/>  - <code>${clientid}</code>: clientid<br/>  - <code>${username}</code>: username
             * @default
             */
            mountpoint?: string;
            /** @description Listener name */
            name: string;
            /**
             * @description Enable the Proxy Protocol V1/2 if the EMQX cluster is deployed behind HAProxy or Nginx.<br/><br/>See: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default false
             */
            proxy_protocol?: boolean;
            /**
             * @description If a reverse proxy is deployed for EMQX, and the PROXY protocol is enabled at the proxy to pass the client's real IP, this option needs to be turned on so that EMQX can extract the client's real IP from the PROXY protocol header.<br/><br/>EMQX will automatically detect the version of the PROXY protocol and support V1 and V2.<br/><br/>For a detailed description of the PROXY protocol, please refer to: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default 3s
             */
            proxy_protocol_timeout?: string;
            /** @description Listener status */
            running?: boolean;
            ssl_options?: components["schemas"]["emqx.listener_ssl_opts"];
            tcp_options?: components["schemas"]["emqx.tcp_opts"];
            /**
             * @description Listener type
             * @enum {string}
             */
            type: "ssl";
            /**
             * @description The configuration zone to which the listener belongs.<br/>Clients connected to this listener will inherit zone-settings created under this zone name.<br/><br/>A zone can override the configs under below root names:<br/>- `mqtt`<br/>- `force_shutdown`<br/>- `force_gc`<br/>- `flapping_detect`<br/>- `durable_sessions`
             * @default default
             */
            zone?: string;
        };
        "listeners.with_name_tcp_required_bind": {
            /**
             * @description The size of the listener's receiving pool.
             * @default 16
             */
            acceptors?: number;
            /**
             * @description An access rule list consisting of string rules to restrict or allow access from some addresses. The rules that appear earlier in the list are matched first.<br/>The format is `allow | deny <address> | <CIDR> | all`.<br/><br/>For example:<br/><br/>`[\"deny 192.168.1.1\", \"allow 192.168.1.0/24\", \"deny, all\"]`
             * @default [
             *       "allow all"
             *     ]
             */
            access_rules?: string[];
            /**
             * @description IP address and port for the listening socket.
             * @default 1883
             */
            bind: string;
            /** @description Used to limit the number of bytes a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>The unit of the bytes could be: B, KB, MB, GB.<br/><br/>For example:<br/><br/>- `500KB/s`: Only 500 kilobytes per second will be received, and the remaining bytes will be delayed.<br/>- `500MB/10s`: Only 500 megabytes will be received every 10 seconds, and the remaining bytes will be delayed. */
            bytes_rate?: string;
            /** @description Current connections */
            current_connections?: number;
            /**
             * @description Enable listener.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Set <code>true</code> (default) to enable client authentication on this listener, the authentication<br/>process goes through the configured authentication chain.<br/>When set to <code>false</code>, any client (with or without username/password) is allowed to connect.<br/>When set to <code>quick_deny_anonymous</code>, it behaves like when set to <code>true</code>, but clients will be<br/>denied immediately without going through any authenticators if <code>username</code> is not provided. This is useful to fence off<br/>anonymous clients early.
             * @default true
             * @enum {unknown}
             */
            enable_authn?: true | false | "quick_deny_anonymous";
            /**
             * @description Used to limit the rate at which the current listener accepts connections.<br/><br/>Once the limit is reached, EMQX will pause fetching connections from the Accept queue, thereby delaying or rejecting new connections.<br/><br/>For example:<br/><br/>- `1000/s`: Only accepts 1000 connections per second.<br/>- `1000/10s`: Only accepts 1000 connections every 10 seconds.
             * @default infinity
             */
            max_conn_rate?: string;
            /**
             * @description The maximum number of concurrent connections allowed by the listener.
             * @default infinity
             */
            max_connections?: number | "infinity";
            /** @description Used to limit the number of messages a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>For example:<br/><br/>- `500/s`: Only 500 messages will be received per second, and the remaining messages will be delayed.<br/>- `500/10s`: Only 500 messages will be received every 10 seconds and the remaining messages will be delayed. */
            messages_rate?: string;
            /**
             * @description When publishing or subscribing, prefix all topics with a mountpoint string.<br/>The prefixed string will be removed from the topic name when the message<br/>is delivered to the subscriber. The mountpoint is a way that users can use<br/>to implement isolation of message routing between different listeners.<br/>For example if a client A subscribes to `t` with `listeners.tcp.\<name>.mountpoint`<br/>set to `some_tenant`, then the client actually subscribes to the topic<br/>`some_tenant/t`. Similarly, if another client B (connected to the same listener<br/>as the client A) sends a message to topic `t`, the message is routed<br/>to all the clients subscribed `some_tenant/t`, so client A will receive the<br/>message, with topic name `t`.<br/><br/>Set to `""` to disable the feature.<br/><br/><br/>Variables in mountpoint string:<br/>  - <code>${clientid}</code>: clientid<br/>  - <code>${username}</code>: username
             * @default
             */
            mountpoint?: string;
            /** @description Listener name */
            name: string;
            /**
             * @description Enable the Proxy Protocol V1/2 if the EMQX cluster is deployed behind HAProxy or Nginx.<br/><br/>See: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default false
             */
            proxy_protocol?: boolean;
            /**
             * @description If a reverse proxy is deployed for EMQX, and the PROXY protocol is enabled at the proxy to pass the client's real IP, this option needs to be turned on so that EMQX can extract the client's real IP from the PROXY protocol header.<br/><br/>EMQX will automatically detect the version of the PROXY protocol and support V1 and V2.<br/><br/>For a detailed description of the PROXY protocol, please refer to: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default 3s
             */
            proxy_protocol_timeout?: string;
            /** @description Listener status */
            running?: boolean;
            tcp_options?: components["schemas"]["emqx.tcp_opts"];
            /**
             * @description Listener type
             * @enum {string}
             */
            type: "tcp";
            /**
             * @description The configuration zone to which the listener belongs.<br/>Clients connected to this listener will inherit zone-settings created under this zone name.<br/><br/>A zone can override the configs under below root names:<br/>- `mqtt`<br/>- `force_shutdown`<br/>- `force_gc`<br/>- `flapping_detect`<br/>- `durable_sessions`
             * @default default
             */
            zone?: string;
        };
        "listeners.with_name_ws_required_bind": {
            /**
             * @description The size of the listener's receiving pool.
             * @default 16
             */
            acceptors?: number;
            /**
             * @description An access rule list consisting of string rules to restrict or allow access from some addresses. The rules that appear earlier in the list are matched first.<br/>The format is `allow | deny <address> | <CIDR> | all`.<br/><br/>For example:<br/><br/>`[\"deny 192.168.1.1\", \"allow 192.168.1.0/24\", \"deny, all\"]`
             * @default [
             *       "allow all"
             *     ]
             */
            access_rules?: string[];
            /**
             * @description IP address and port for the listening socket.
             * @default 8083
             */
            bind: string;
            /** @description Used to limit the number of bytes a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>The unit of the bytes could be: B, KB, MB, GB.<br/><br/>For example:<br/><br/>- `500KB/s`: Only 500 kilobytes per second will be received, and the remaining bytes will be delayed.<br/>- `500MB/10s`: Only 500 megabytes will be received every 10 seconds, and the remaining bytes will be delayed. */
            bytes_rate?: string;
            /** @description Current connections */
            current_connections?: number;
            /**
             * @description Enable listener.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Set <code>true</code> (default) to enable client authentication on this listener, the authentication<br/>process goes through the configured authentication chain.<br/>When set to <code>false</code>, any client (with or without username/password) is allowed to connect.<br/>When set to <code>quick_deny_anonymous</code>, it behaves like when set to <code>true</code>, but clients will be<br/>denied immediately without going through any authenticators if <code>username</code> is not provided. This is useful to fence off<br/>anonymous clients early.
             * @default true
             * @enum {unknown}
             */
            enable_authn?: true | false | "quick_deny_anonymous";
            /**
             * @description Used to limit the rate at which the current listener accepts connections.<br/><br/>Once the limit is reached, EMQX will pause fetching connections from the Accept queue, thereby delaying or rejecting new connections.<br/><br/>For example:<br/><br/>- `1000/s`: Only accepts 1000 connections per second.<br/>- `1000/10s`: Only accepts 1000 connections every 10 seconds.
             * @default infinity
             */
            max_conn_rate?: string;
            /**
             * @description The maximum number of concurrent connections allowed by the listener.
             * @default infinity
             */
            max_connections?: number | "infinity";
            /** @description Used to limit the number of messages a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>For example:<br/><br/>- `500/s`: Only 500 messages will be received per second, and the remaining messages will be delayed.<br/>- `500/10s`: Only 500 messages will be received every 10 seconds and the remaining messages will be delayed. */
            messages_rate?: string;
            /**
             * @description When publishing or subscribing, prefix all topics with a mountpoint string.<br/>The prefixed string will be removed from the topic name when the message<br/>is delivered to the subscriber. The mountpoint is a way that users can use<br/>to implement isolation of message routing between different listeners.<br/>For example if a client A subscribes to `t` with `listeners.tcp.\<name>.mountpoint`<br/>set to `some_tenant`, then the client actually subscribes to the topic<br/>`some_tenant/t`. Similarly, if another client B (connected to the same listener<br/>as the client A) sends a message to topic `t`, the message is routed<br/>to all the clients subscribed `some_tenant/t`, so client A will receive the<br/>message, with topic name `t`.<br/><br/>Set to `""` to disable the feature.<br/><br/><br/>Variables in mountpoint string:<br/>  - <code>${clientid}</code>: clientid<br/>  - <code>${username}</code>: username
             * @default
             */
            mountpoint?: string;
            /** @description Listener name */
            name: string;
            /**
             * @description Enable the Proxy Protocol V1/2 if the EMQX cluster is deployed behind HAProxy or Nginx.<br/><br/>See: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default false
             */
            proxy_protocol?: boolean;
            /**
             * @description If a reverse proxy is deployed for EMQX, and the PROXY protocol is enabled at the proxy to pass the client's real IP, this option needs to be turned on so that EMQX can extract the client's real IP from the PROXY protocol header.<br/><br/>EMQX will automatically detect the version of the PROXY protocol and support V1 and V2.<br/><br/>For a detailed description of the PROXY protocol, please refer to: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default 3s
             */
            proxy_protocol_timeout?: string;
            /** @description Listener status */
            running?: boolean;
            tcp_options?: components["schemas"]["emqx.tcp_opts"];
            /**
             * @description Listener type
             * @enum {string}
             */
            type: "ws";
            websocket?: components["schemas"]["emqx.ws_opts"];
            /**
             * @description The configuration zone to which the listener belongs.<br/>Clients connected to this listener will inherit zone-settings created under this zone name.<br/><br/>A zone can override the configs under below root names:<br/>- `mqtt`<br/>- `force_shutdown`<br/>- `force_gc`<br/>- `flapping_detect`<br/>- `durable_sessions`
             * @default default
             */
            zone?: string;
        };
        "listeners.with_name_wss_required_bind": {
            /**
             * @description The size of the listener's receiving pool.
             * @default 16
             */
            acceptors?: number;
            /**
             * @description An access rule list consisting of string rules to restrict or allow access from some addresses. The rules that appear earlier in the list are matched first.<br/>The format is `allow | deny <address> | <CIDR> | all`.<br/><br/>For example:<br/><br/>`[\"deny 192.168.1.1\", \"allow 192.168.1.0/24\", \"deny, all\"]`
             * @default [
             *       "allow all"
             *     ]
             */
            access_rules?: string[];
            /**
             * @description IP address and port for the listening socket.
             * @default 8084
             */
            bind: string;
            /** @description Used to limit the number of bytes a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>The unit of the bytes could be: B, KB, MB, GB.<br/><br/>For example:<br/><br/>- `500KB/s`: Only 500 kilobytes per second will be received, and the remaining bytes will be delayed.<br/>- `500MB/10s`: Only 500 megabytes will be received every 10 seconds, and the remaining bytes will be delayed. */
            bytes_rate?: string;
            /** @description Current connections */
            current_connections?: number;
            /**
             * @description Enable listener.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Set <code>true</code> (default) to enable client authentication on this listener, the authentication<br/>process goes through the configured authentication chain.<br/>When set to <code>false</code>, any client (with or without username/password) is allowed to connect.<br/>When set to <code>quick_deny_anonymous</code>, it behaves like when set to <code>true</code>, but clients will be<br/>denied immediately without going through any authenticators if <code>username</code> is not provided. This is useful to fence off<br/>anonymous clients early.
             * @default true
             * @enum {unknown}
             */
            enable_authn?: true | false | "quick_deny_anonymous";
            /**
             * @description Used to limit the rate at which the current listener accepts connections.<br/><br/>Once the limit is reached, EMQX will pause fetching connections from the Accept queue, thereby delaying or rejecting new connections.<br/><br/>For example:<br/><br/>- `1000/s`: Only accepts 1000 connections per second.<br/>- `1000/10s`: Only accepts 1000 connections every 10 seconds.
             * @default infinity
             */
            max_conn_rate?: string;
            /**
             * @description The maximum number of concurrent connections allowed by the listener.
             * @default infinity
             */
            max_connections?: number | "infinity";
            /** @description Used to limit the number of messages a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>For example:<br/><br/>- `500/s`: Only 500 messages will be received per second, and the remaining messages will be delayed.<br/>- `500/10s`: Only 500 messages will be received every 10 seconds and the remaining messages will be delayed. */
            messages_rate?: string;
            /**
             * @description When publishing or subscribing, prefix all topics with a mountpoint string.<br/>The prefixed string will be removed from the topic name when the message<br/>is delivered to the subscriber. The mountpoint is a way that users can use<br/>to implement isolation of message routing between different listeners.<br/>For example if a client A subscribes to `t` with `listeners.tcp.\<name>.mountpoint`<br/>set to `some_tenant`, then the client actually subscribes to the topic<br/>`some_tenant/t`. Similarly, if another client B (connected to the same listener<br/>as the client A) sends a message to topic `t`, the message is routed<br/>to all the clients subscribed `some_tenant/t`, so client A will receive the<br/>message, with topic name `t`.<br/><br/>Set to `""` to disable the feature.<br/><br/><br/>Variables in mountpoint string:<br/>  - <code>${clientid}</code>: clientid<br/>  - <code>${username}</code>: username
             * @default
             */
            mountpoint?: string;
            /** @description Listener name */
            name: string;
            /**
             * @description Enable the Proxy Protocol V1/2 if the EMQX cluster is deployed behind HAProxy or Nginx.<br/><br/>See: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default false
             */
            proxy_protocol?: boolean;
            /**
             * @description If a reverse proxy is deployed for EMQX, and the PROXY protocol is enabled at the proxy to pass the client's real IP, this option needs to be turned on so that EMQX can extract the client's real IP from the PROXY protocol header.<br/><br/>EMQX will automatically detect the version of the PROXY protocol and support V1 and V2.<br/><br/>For a detailed description of the PROXY protocol, please refer to: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default 3s
             */
            proxy_protocol_timeout?: string;
            /** @description Listener status */
            running?: boolean;
            ssl_options?: components["schemas"]["emqx.listener_wss_opts"];
            tcp_options?: components["schemas"]["emqx.tcp_opts"];
            /**
             * @description Listener type
             * @enum {string}
             */
            type: "wss";
            websocket?: components["schemas"]["emqx.ws_opts"];
            /**
             * @description The configuration zone to which the listener belongs.<br/>Clients connected to this listener will inherit zone-settings created under this zone name.<br/><br/>A zone can override the configs under below root names:<br/>- `mqtt`<br/>- `force_shutdown`<br/>- `force_gc`<br/>- `flapping_detect`<br/>- `durable_sessions`
             * @default default
             */
            zone?: string;
        };
        "listeners.ws_not_required_bind": {
            /**
             * @description The size of the listener's receiving pool.
             * @default 16
             */
            acceptors?: number;
            /**
             * @description An access rule list consisting of string rules to restrict or allow access from some addresses. The rules that appear earlier in the list are matched first.<br/>The format is `allow | deny <address> | <CIDR> | all`.<br/><br/>For example:<br/><br/>`[\"deny 192.168.1.1\", \"allow 192.168.1.0/24\", \"deny, all\"]`
             * @default [
             *       "allow all"
             *     ]
             */
            access_rules?: string[];
            /**
             * @description IP address and port for the listening socket.
             * @default 8083
             */
            bind?: string;
            /** @description Used to limit the number of bytes a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>The unit of the bytes could be: B, KB, MB, GB.<br/><br/>For example:<br/><br/>- `500KB/s`: Only 500 kilobytes per second will be received, and the remaining bytes will be delayed.<br/>- `500MB/10s`: Only 500 megabytes will be received every 10 seconds, and the remaining bytes will be delayed. */
            bytes_rate?: string;
            /** @description Current connections */
            current_connections?: number;
            /**
             * @description Enable listener.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Set <code>true</code> (default) to enable client authentication on this listener, the authentication<br/>process goes through the configured authentication chain.<br/>When set to <code>false</code>, any client (with or without username/password) is allowed to connect.<br/>When set to <code>quick_deny_anonymous</code>, it behaves like when set to <code>true</code>, but clients will be<br/>denied immediately without going through any authenticators if <code>username</code> is not provided. This is useful to fence off<br/>anonymous clients early.
             * @default true
             * @enum {unknown}
             */
            enable_authn?: true | false | "quick_deny_anonymous";
            /** @description Listener id */
            id: string;
            /**
             * @description Used to limit the rate at which the current listener accepts connections.<br/><br/>Once the limit is reached, EMQX will pause fetching connections from the Accept queue, thereby delaying or rejecting new connections.<br/><br/>For example:<br/><br/>- `1000/s`: Only accepts 1000 connections per second.<br/>- `1000/10s`: Only accepts 1000 connections every 10 seconds.
             * @default infinity
             */
            max_conn_rate?: string;
            /**
             * @description The maximum number of concurrent connections allowed by the listener.
             * @default infinity
             */
            max_connections?: number | "infinity";
            /** @description Used to limit the number of messages a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>For example:<br/><br/>- `500/s`: Only 500 messages will be received per second, and the remaining messages will be delayed.<br/>- `500/10s`: Only 500 messages will be received every 10 seconds and the remaining messages will be delayed. */
            messages_rate?: string;
            /**
             * @description When publishing or subscribing, prefix all topics with a mountpoint string.<br/>The prefixed string will be removed from the topic name when the message<br/>is delivered to the subscriber. The mountpoint is a way that users can use<br/>to implement isolation of message routing between different listeners.<br/>For example if a client A subscribes to `t` with `listeners.tcp.\<name>.mountpoint`<br/>set to `some_tenant`, then the client actually subscribes to the topic<br/>`some_tenant/t`. Similarly, if another client B (connected to the same listener<br/>as the client A) sends a message to topic `t`, the message is routed<br/>to all the clients subscribed `some_tenant/t`, so client A will receive the<br/>message, with topic name `t`.<br/><br/>Set to `""` to disable the feature.<br/><br/><br/>Variables in mountpoint string:<br/>  - <code>${clientid}</code>: clientid<br/>  - <code>${username}</code>: username
             * @default
             */
            mountpoint?: string;
            /**
             * @description Enable the Proxy Protocol V1/2 if the EMQX cluster is deployed behind HAProxy or Nginx.<br/><br/>See: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default false
             */
            proxy_protocol?: boolean;
            /**
             * @description If a reverse proxy is deployed for EMQX, and the PROXY protocol is enabled at the proxy to pass the client's real IP, this option needs to be turned on so that EMQX can extract the client's real IP from the PROXY protocol header.<br/><br/>EMQX will automatically detect the version of the PROXY protocol and support V1 and V2.<br/><br/>For a detailed description of the PROXY protocol, please refer to: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default 3s
             */
            proxy_protocol_timeout?: string;
            /** @description Listener status */
            running?: boolean;
            tcp_options?: components["schemas"]["emqx.tcp_opts"];
            /**
             * @description Listener type
             * @enum {string}
             */
            type: "ws";
            websocket?: components["schemas"]["emqx.ws_opts"];
            /**
             * @description The configuration zone to which the listener belongs.<br/>Clients connected to this listener will inherit zone-settings created under this zone name.<br/><br/>A zone can override the configs under below root names:<br/>- `mqtt`<br/>- `force_shutdown`<br/>- `force_gc`<br/>- `flapping_detect`<br/>- `durable_sessions`
             * @default default
             */
            zone?: string;
        };
        "listeners.ws_required_bind": {
            /**
             * @description The size of the listener's receiving pool.
             * @default 16
             */
            acceptors?: number;
            /**
             * @description An access rule list consisting of string rules to restrict or allow access from some addresses. The rules that appear earlier in the list are matched first.<br/>The format is `allow | deny <address> | <CIDR> | all`.<br/><br/>For example:<br/><br/>`[\"deny 192.168.1.1\", \"allow 192.168.1.0/24\", \"deny, all\"]`
             * @default [
             *       "allow all"
             *     ]
             */
            access_rules?: string[];
            /**
             * @description IP address and port for the listening socket.
             * @default 8083
             */
            bind: string;
            /** @description Used to limit the number of bytes a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>The unit of the bytes could be: B, KB, MB, GB.<br/><br/>For example:<br/><br/>- `500KB/s`: Only 500 kilobytes per second will be received, and the remaining bytes will be delayed.<br/>- `500MB/10s`: Only 500 megabytes will be received every 10 seconds, and the remaining bytes will be delayed. */
            bytes_rate?: string;
            /** @description Current connections */
            current_connections?: number;
            /**
             * @description Enable listener.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Set <code>true</code> (default) to enable client authentication on this listener, the authentication<br/>process goes through the configured authentication chain.<br/>When set to <code>false</code>, any client (with or without username/password) is allowed to connect.<br/>When set to <code>quick_deny_anonymous</code>, it behaves like when set to <code>true</code>, but clients will be<br/>denied immediately without going through any authenticators if <code>username</code> is not provided. This is useful to fence off<br/>anonymous clients early.
             * @default true
             * @enum {unknown}
             */
            enable_authn?: true | false | "quick_deny_anonymous";
            /** @description Listener id */
            id: string;
            /**
             * @description Used to limit the rate at which the current listener accepts connections.<br/><br/>Once the limit is reached, EMQX will pause fetching connections from the Accept queue, thereby delaying or rejecting new connections.<br/><br/>For example:<br/><br/>- `1000/s`: Only accepts 1000 connections per second.<br/>- `1000/10s`: Only accepts 1000 connections every 10 seconds.
             * @default infinity
             */
            max_conn_rate?: string;
            /**
             * @description The maximum number of concurrent connections allowed by the listener.
             * @default infinity
             */
            max_connections?: number | "infinity";
            /** @description Used to limit the number of messages a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>For example:<br/><br/>- `500/s`: Only 500 messages will be received per second, and the remaining messages will be delayed.<br/>- `500/10s`: Only 500 messages will be received every 10 seconds and the remaining messages will be delayed. */
            messages_rate?: string;
            /**
             * @description When publishing or subscribing, prefix all topics with a mountpoint string.<br/>The prefixed string will be removed from the topic name when the message<br/>is delivered to the subscriber. The mountpoint is a way that users can use<br/>to implement isolation of message routing between different listeners.<br/>For example if a client A subscribes to `t` with `listeners.tcp.\<name>.mountpoint`<br/>set to `some_tenant`, then the client actually subscribes to the topic<br/>`some_tenant/t`. Similarly, if another client B (connected to the same listener<br/>as the client A) sends a message to topic `t`, the message is routed<br/>to all the clients subscribed `some_tenant/t`, so client A will receive the<br/>message, with topic name `t`.<br/><br/>Set to `""` to disable the feature.<br/><br/><br/>Variables in mountpoint string:<br/>  - <code>${clientid}</code>: clientid<br/>  - <code>${username}</code>: username
             * @default
             */
            mountpoint?: string;
            /**
             * @description Enable the Proxy Protocol V1/2 if the EMQX cluster is deployed behind HAProxy or Nginx.<br/><br/>See: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default false
             */
            proxy_protocol?: boolean;
            /**
             * @description If a reverse proxy is deployed for EMQX, and the PROXY protocol is enabled at the proxy to pass the client's real IP, this option needs to be turned on so that EMQX can extract the client's real IP from the PROXY protocol header.<br/><br/>EMQX will automatically detect the version of the PROXY protocol and support V1 and V2.<br/><br/>For a detailed description of the PROXY protocol, please refer to: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default 3s
             */
            proxy_protocol_timeout?: string;
            /** @description Listener status */
            running?: boolean;
            tcp_options?: components["schemas"]["emqx.tcp_opts"];
            /**
             * @description Listener type
             * @enum {string}
             */
            type: "ws";
            websocket?: components["schemas"]["emqx.ws_opts"];
            /**
             * @description The configuration zone to which the listener belongs.<br/>Clients connected to this listener will inherit zone-settings created under this zone name.<br/><br/>A zone can override the configs under below root names:<br/>- `mqtt`<br/>- `force_shutdown`<br/>- `force_gc`<br/>- `flapping_detect`<br/>- `durable_sessions`
             * @default default
             */
            zone?: string;
        };
        "listeners.wss_not_required_bind": {
            /**
             * @description The size of the listener's receiving pool.
             * @default 16
             */
            acceptors?: number;
            /**
             * @description An access rule list consisting of string rules to restrict or allow access from some addresses. The rules that appear earlier in the list are matched first.<br/>The format is `allow | deny <address> | <CIDR> | all`.<br/><br/>For example:<br/><br/>`[\"deny 192.168.1.1\", \"allow 192.168.1.0/24\", \"deny, all\"]`
             * @default [
             *       "allow all"
             *     ]
             */
            access_rules?: string[];
            /**
             * @description IP address and port for the listening socket.
             * @default 8084
             */
            bind?: string;
            /** @description Used to limit the number of bytes a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>The unit of the bytes could be: B, KB, MB, GB.<br/><br/>For example:<br/><br/>- `500KB/s`: Only 500 kilobytes per second will be received, and the remaining bytes will be delayed.<br/>- `500MB/10s`: Only 500 megabytes will be received every 10 seconds, and the remaining bytes will be delayed. */
            bytes_rate?: string;
            /** @description Current connections */
            current_connections?: number;
            /**
             * @description Enable listener.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Set <code>true</code> (default) to enable client authentication on this listener, the authentication<br/>process goes through the configured authentication chain.<br/>When set to <code>false</code>, any client (with or without username/password) is allowed to connect.<br/>When set to <code>quick_deny_anonymous</code>, it behaves like when set to <code>true</code>, but clients will be<br/>denied immediately without going through any authenticators if <code>username</code> is not provided. This is useful to fence off<br/>anonymous clients early.
             * @default true
             * @enum {unknown}
             */
            enable_authn?: true | false | "quick_deny_anonymous";
            /** @description Listener id */
            id: string;
            /**
             * @description Used to limit the rate at which the current listener accepts connections.<br/><br/>Once the limit is reached, EMQX will pause fetching connections from the Accept queue, thereby delaying or rejecting new connections.<br/><br/>For example:<br/><br/>- `1000/s`: Only accepts 1000 connections per second.<br/>- `1000/10s`: Only accepts 1000 connections every 10 seconds.
             * @default infinity
             */
            max_conn_rate?: string;
            /**
             * @description The maximum number of concurrent connections allowed by the listener.
             * @default infinity
             */
            max_connections?: number | "infinity";
            /** @description Used to limit the number of messages a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>For example:<br/><br/>- `500/s`: Only 500 messages will be received per second, and the remaining messages will be delayed.<br/>- `500/10s`: Only 500 messages will be received every 10 seconds and the remaining messages will be delayed. */
            messages_rate?: string;
            /**
             * @description When publishing or subscribing, prefix all topics with a mountpoint string.<br/>The prefixed string will be removed from the topic name when the message<br/>is delivered to the subscriber. The mountpoint is a way that users can use<br/>to implement isolation of message routing between different listeners.<br/>For example if a client A subscribes to `t` with `listeners.tcp.\<name>.mountpoint`<br/>set to `some_tenant`, then the client actually subscribes to the topic<br/>`some_tenant/t`. Similarly, if another client B (connected to the same listener<br/>as the client A) sends a message to topic `t`, the message is routed<br/>to all the clients subscribed `some_tenant/t`, so client A will receive the<br/>message, with topic name `t`.<br/><br/>Set to `""` to disable the feature.<br/><br/><br/>Variables in mountpoint string:<br/>  - <code>${clientid}</code>: clientid<br/>  - <code>${username}</code>: username
             * @default
             */
            mountpoint?: string;
            /**
             * @description Enable the Proxy Protocol V1/2 if the EMQX cluster is deployed behind HAProxy or Nginx.<br/><br/>See: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default false
             */
            proxy_protocol?: boolean;
            /**
             * @description If a reverse proxy is deployed for EMQX, and the PROXY protocol is enabled at the proxy to pass the client's real IP, this option needs to be turned on so that EMQX can extract the client's real IP from the PROXY protocol header.<br/><br/>EMQX will automatically detect the version of the PROXY protocol and support V1 and V2.<br/><br/>For a detailed description of the PROXY protocol, please refer to: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default 3s
             */
            proxy_protocol_timeout?: string;
            /** @description Listener status */
            running?: boolean;
            ssl_options?: components["schemas"]["emqx.listener_wss_opts"];
            tcp_options?: components["schemas"]["emqx.tcp_opts"];
            /**
             * @description Listener type
             * @enum {string}
             */
            type: "wss";
            websocket?: components["schemas"]["emqx.ws_opts"];
            /**
             * @description The configuration zone to which the listener belongs.<br/>Clients connected to this listener will inherit zone-settings created under this zone name.<br/><br/>A zone can override the configs under below root names:<br/>- `mqtt`<br/>- `force_shutdown`<br/>- `force_gc`<br/>- `flapping_detect`<br/>- `durable_sessions`
             * @default default
             */
            zone?: string;
        };
        "listeners.wss_required_bind": {
            /**
             * @description The size of the listener's receiving pool.
             * @default 16
             */
            acceptors?: number;
            /**
             * @description An access rule list consisting of string rules to restrict or allow access from some addresses. The rules that appear earlier in the list are matched first.<br/>The format is `allow | deny <address> | <CIDR> | all`.<br/><br/>For example:<br/><br/>`[\"deny 192.168.1.1\", \"allow 192.168.1.0/24\", \"deny, all\"]`
             * @default [
             *       "allow all"
             *     ]
             */
            access_rules?: string[];
            /**
             * @description IP address and port for the listening socket.
             * @default 8084
             */
            bind: string;
            /** @description Used to limit the number of bytes a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>The unit of the bytes could be: B, KB, MB, GB.<br/><br/>For example:<br/><br/>- `500KB/s`: Only 500 kilobytes per second will be received, and the remaining bytes will be delayed.<br/>- `500MB/10s`: Only 500 megabytes will be received every 10 seconds, and the remaining bytes will be delayed. */
            bytes_rate?: string;
            /** @description Current connections */
            current_connections?: number;
            /**
             * @description Enable listener.
             * @default true
             */
            enable?: boolean;
            /**
             * @description Set <code>true</code> (default) to enable client authentication on this listener, the authentication<br/>process goes through the configured authentication chain.<br/>When set to <code>false</code>, any client (with or without username/password) is allowed to connect.<br/>When set to <code>quick_deny_anonymous</code>, it behaves like when set to <code>true</code>, but clients will be<br/>denied immediately without going through any authenticators if <code>username</code> is not provided. This is useful to fence off<br/>anonymous clients early.
             * @default true
             * @enum {unknown}
             */
            enable_authn?: true | false | "quick_deny_anonymous";
            /** @description Listener id */
            id: string;
            /**
             * @description Used to limit the rate at which the current listener accepts connections.<br/><br/>Once the limit is reached, EMQX will pause fetching connections from the Accept queue, thereby delaying or rejecting new connections.<br/><br/>For example:<br/><br/>- `1000/s`: Only accepts 1000 connections per second.<br/>- `1000/10s`: Only accepts 1000 connections every 10 seconds.
             * @default infinity
             */
            max_conn_rate?: string;
            /**
             * @description The maximum number of concurrent connections allowed by the listener.
             * @default infinity
             */
            max_connections?: number | "infinity";
            /** @description Used to limit the number of messages a single client can send to EMQX per second.<br/><br/>Once the limit is reached, EMQX will pause reading data from the receive-buffer, thus slowing down or even temporarily hanging the sender.<br/><br/>For example:<br/><br/>- `500/s`: Only 500 messages will be received per second, and the remaining messages will be delayed.<br/>- `500/10s`: Only 500 messages will be received every 10 seconds and the remaining messages will be delayed. */
            messages_rate?: string;
            /**
             * @description When publishing or subscribing, prefix all topics with a mountpoint string.<br/>The prefixed string will be removed from the topic name when the message<br/>is delivered to the subscriber. The mountpoint is a way that users can use<br/>to implement isolation of message routing between different listeners.<br/>For example if a client A subscribes to `t` with `listeners.tcp.\<name>.mountpoint`<br/>set to `some_tenant`, then the client actually subscribes to the topic<br/>`some_tenant/t`. Similarly, if another client B (connected to the same listener<br/>as the client A) sends a message to topic `t`, the message is routed<br/>to all the clients subscribed `some_tenant/t`, so client A will receive the<br/>message, with topic name `t`.<br/><br/>Set to `""` to disable the feature.<br/><br/><br/>Variables in mountpoint string:<br/>  - <code>${clientid}</code>: clientid<br/>  - <code>${username}</code>: username
             * @default
             */
            mountpoint?: string;
            /**
             * @description Enable the Proxy Protocol V1/2 if the EMQX cluster is deployed behind HAProxy or Nginx.<br/><br/>See: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default false
             */
            proxy_protocol?: boolean;
            /**
             * @description If a reverse proxy is deployed for EMQX, and the PROXY protocol is enabled at the proxy to pass the client's real IP, this option needs to be turned on so that EMQX can extract the client's real IP from the PROXY protocol header.<br/><br/>EMQX will automatically detect the version of the PROXY protocol and support V1 and V2.<br/><br/>For a detailed description of the PROXY protocol, please refer to: https://www.haproxy.com/blog/haproxy/proxy-protocol/
             * @default 3s
             */
            proxy_protocol_timeout?: string;
            /** @description Listener status */
            running?: boolean;
            ssl_options?: components["schemas"]["emqx.listener_wss_opts"];
            tcp_options?: components["schemas"]["emqx.tcp_opts"];
            /**
             * @description Listener type
             * @enum {string}
             */
            type: "wss";
            websocket?: components["schemas"]["emqx.ws_opts"];
            /**
             * @description The configuration zone to which the listener belongs.<br/>Clients connected to this listener will inherit zone-settings created under this zone name.<br/><br/>A zone can override the configs under below root names:<br/>- `mqtt`<br/>- `force_shutdown`<br/>- `force_gc`<br/>- `flapping_detect`<br/>- `durable_sessions`
             * @default default
             */
            zone?: string;
        };
        "mongo.topology": {
            /** @description The duration to attempt a connection before timing out. */
            connect_timeout_ms?: string;
            /**
             * @description Controls when the driver checks the state of the MongoDB deployment. Specify the interval between checks, counted from the end of the previous check until the beginning of the next one. If the number of connections is increased (which will happen, for example, if you increase the pool size), you may need to increase this period as well to avoid creating too many log entries in the MongoDB log file.
             * @default 200s
             */
            heartbeat_frequency_ms?: string;
            /** @description The size of the latency window for selecting among multiple suitable MongoDB instances. */
            local_threshold_ms?: string;
            /**
             * @description The maximum number of additional workers that can be created when all workers in the pool are busy. This helps to manage temporary spikes in workload by allowing more concurrent connections to the MongoDB server.
             * @default 0
             */
            max_overflow?: number;
            /** @description Controls the minimum amount of time to wait between heartbeats. */
            min_heartbeat_frequency_ms?: string;
            /** @description Period for checking if there are more workers than configured ("overflow"). */
            overflow_check_period?: string;
            /** @description Period of time before workers that exceed the configured pool size ("overflow") to be terminated. */
            overflow_ttl?: string;
            /** @description Specifies how long to block for server selection before throwing an exception. */
            server_selection_timeout_ms?: string;
            /** @description The duration to attempt to send or to receive on a socket before the attempt times out. */
            socket_timeout_ms?: string;
            /** @description The maximum duration that a worker can wait for a connection to become available. */
            wait_queue_timeout_ms?: string;
        };
        "public.meta": {
            /** @description Total number of records matching the query.<br/>Note: this field is present only if the query can be optimized and does not require a full table scan. */
            count?: number;
            /** @description Flag indicating whether there are more results available on next pages. */
            hasnext: boolean;
            /**
             * @description Results per page(max 10000)
             * @default 100
             */
            limit?: number;
            /**
             * @description Page number of the results to fetch.
             * @default 1
             */
            page?: number;
        };
    };
    responses: never;
    parameters: {
        /** @description ClientID */
        "emqx_authz_api_mnesia.clientid": string;
        /** @description Username */
        "emqx_authz_api_mnesia.username": string;
        /** @description Comma separated list of client fields to return in the response */
        "emqx_mgmt_api_clients.requested_client_fields": ("client_attrs" | "awaiting_rel_cnt" | "awaiting_rel_max" | "clean_start" | "clientid" | "connected" | "connected_at" | "created_at" | "disconnected_at" | "expiry_interval" | "heap_size" | "inflight_cnt" | "inflight_max" | "ip_address" | "is_bridge" | "is_expired" | "keepalive" | "mailbox_len" | "mqueue_dropped" | "mqueue_len" | "mqueue_max" | "node" | "port" | "proto_name" | "proto_ver" | "recv_cnt" | "recv_msg" | "recv_msg.dropped" | "recv_msg.dropped.await_pubrel_timeout" | "recv_msg.qos0" | "recv_msg.qos1" | "recv_msg.qos2" | "recv_oct" | "recv_pkt" | "reductions" | "send_cnt" | "send_msg" | "send_msg.dropped" | "send_msg.dropped.expired" | "send_msg.dropped.queue_full" | "send_msg.dropped.too_large" | "send_msg.qos0" | "send_msg.qos1" | "send_msg.qos2" | "send_oct" | "send_pkt" | "subscriptions_cnt" | "subscriptions_max" | "username" | "mountpoint" | "durable" | "n_streams" | "seqno_q1_comm" | "seqno_q1_dup" | "seqno_q1_next" | "seqno_q2_comm" | "seqno_q2_dup" | "seqno_q2_rec" | "seqno_q2_next")[] | "all";
        /** @description Calculation aggregate for all nodes */
        "emqx_mgmt_api_stats.aggregate": boolean;
        /** @description Listener id */
        "listeners.listener_id": string;
        /** @description Results per page(max 10000) */
        "public.limit": number;
        /** @description Page number of the results to fetch. */
        "public.page": number;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
