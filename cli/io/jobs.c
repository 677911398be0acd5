/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "cli/io/jobs.h"

#include <pthread.h>

#include "cli/io/console.h"
#include "cli/io/processors.h"

struct pool {
    pthread_mutex_t lock;
    size_t next, count;
    enum cli_exit worst;
    enum cli_exit (*work)(void *user, size_t index);
    void *user;
};

static void *run(void *argument)
{
    struct pool *pool = argument;
    pthread_mutex_lock(&pool->lock);
    while (pool->next < pool->count && !neume_cli_stopped()) {
        size_t mine = pool->next++;
        pthread_mutex_unlock(&pool->lock);
        enum cli_exit code = pool->work(pool->user, mine);
        pthread_mutex_lock(&pool->lock);
        if (code > pool->worst)
            pool->worst = code;
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

int neume_cli_jobs_at_once(size_t count, int threads)
{
    size_t wanted = (size_t)(threads > 0 ? threads : neume_cli_processors());
    if (wanted > count)
        wanted = count;
    return wanted > NEUME_CLI_MOST_JOBS ? NEUME_CLI_MOST_JOBS : (int)wanted;
}

enum cli_exit neume_cli_run_jobs(size_t count, int threads, enum cli_exit (*work)(void *user, size_t index), void *user)
{
    struct pool pool = {.lock = PTHREAD_MUTEX_INITIALIZER, .count = count, .work = work, .user = user};
    pthread_t thread[NEUME_CLI_MOST_JOBS];
    size_t wanted = (size_t)neume_cli_jobs_at_once(count, threads), started = 0;
    /* This thread is one of them; where a thread cannot be made, fewer do the work. */
    while (started + 1 < wanted && !pthread_create(&thread[started], NULL, run, &pool))
        started++;
    run(&pool);
    for (size_t i = 0; i < started; i++)
        pthread_join(thread[i], NULL);
    pthread_mutex_destroy(&pool.lock);
    return pool.worst;
}
