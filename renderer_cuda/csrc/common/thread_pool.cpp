// SPDX-License-Identifier: MIT
// A pool of our own instead of OpenMP: a forked child of a process that used OpenMP hangs, and a repaired wheel may
// bring a second OpenMP runtime beside torch's. The caller never waits for a worker that has not claimed a task, so a
// busy machine costs nothing.
#include "thread_pool.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#ifndef _WIN32
#include <pthread.h>
#endif

namespace photosculpture {
namespace {

struct Job {
  const std::function<void(int)>* task;
  int count;
  std::atomic<int> next{0}, done{0}, helpers_wanted{0};
  std::mutex mutex;
  std::condition_variable finished;
  std::exception_ptr error;

  void work() {
    for (int index; (index = next.fetch_add(1)) < count;) {
      try {
        (*task)(index);
      } catch (...) {
        std::lock_guard<std::mutex> lock(mutex);
        if (!error) error = std::current_exception();
      }
      if (done.fetch_add(1) + 1 == count) {
        std::lock_guard<std::mutex> lock(mutex);
        finished.notify_all();
      }
    }
  }
};

// Rounds of waiting before a thread sleeps: stages follow each other within microseconds, waking takes longer.
constexpr int kSpins = 2000;

inline void relax() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#else
  std::this_thread::yield();
#endif
}

class ThreadPool {
 public:
  void run(int count, int threads, const std::function<void(int)>& task) {
    auto job = std::make_shared<Job>();
    job->task = &task;
    job->count = count;
    const int helpers = (threads < count ? threads : count) - 1;
    job->helpers_wanted = helpers;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      while (int(workers_.size()) < helpers) workers_.emplace_back([this] { serve(); });
      jobs_.push_back(job);
      pending_.fetch_add(1);
    }
    wake_.notify_all();
    job->work();
    for (int spin = 0; spin < kSpins && job->done.load() < count; ++spin) relax();
    std::unique_lock<std::mutex> lock(job->mutex);
    job->finished.wait(lock, [&] { return job->done.load() == count; });
    lock.unlock();
    remove(job);
    if (job->error) std::rethrow_exception(job->error);
  }

  ~ThreadPool() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    for (std::thread& worker : workers_) worker.join();
  }

 private:
  void remove(const std::shared_ptr<Job>& job) {
    std::lock_guard<std::mutex> lock(mutex_);
    for (auto it = jobs_.begin(); it != jobs_.end(); ++it)
      if (*it == job) {
        jobs_.erase(it);
        pending_.fetch_sub(1);
        return;
      }
  }

  // The oldest job that still wants a helper. Call with mutex_ held.
  std::shared_ptr<Job> claim() {
    for (const auto& job : jobs_)
      if (job->helpers_wanted.load() > 0 && job->next.load() < job->count) {
        job->helpers_wanted.fetch_sub(1);
        return job;
      }
    return nullptr;
  }

  void serve() {
    for (;;) {
      for (int spin = 0; spin < kSpins && pending_.load() == 0; ++spin) relax();
      std::shared_ptr<Job> job;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        wake_.wait(lock, [&] { return stopping_ || (job = claim()); });
        if (stopping_) return;
      }
      job->work();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::shared_ptr<Job>> jobs_;
  std::atomic<int> pending_{0};
  std::vector<std::thread> workers_;
  bool stopping_ = false;
};

// Replaced, not destroyed, in a forked child: its threads exist in the parent only.
ThreadPool*& pool() {
  static ThreadPool* instance = [] {
#ifndef _WIN32
    pthread_atfork(nullptr, nullptr, [] { pool() = new ThreadPool; });
#endif
    return new ThreadPool;
  }();
  return instance;
}

}  // namespace

void parallel_for(int count, int threads, const std::function<void(int)>& task) {
  if (count <= 1 || threads <= 1) {
    for (int index = 0; index < count; ++index) task(index);
    return;
  }
  pool()->run(count, threads, task);
}

}  // namespace photosculpture
