// SPDX-License-Identifier: GPL-3.0-or-later
// Who is signed in. Nobody stays so by going away: at home nobody is signed in.
#include "app_inside.h"
#include "db/village/staff.h"

void app_sign_in(struct app *app, struct staff_session *session)
{
    app_sign_out(app);
    app->session = session;
    app->is_stale = true;
}

void app_sign_out(struct app *app)
{
    struct staff_session *session = app->session;
    app->session = NULL;
    staff_sign_out(app->village, session);
}

void app_session_check(struct app *app)
{
    if (app->session && app->village && !staff_session_stands(app->village, app->session)) {
        app_home(app);
    }
}

struct staff_session *app_session(const struct app *app)
{
    return app->session;
}
