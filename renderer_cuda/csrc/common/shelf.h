// SPDX-License-Identifier: MIT
// Scratch memory of one call, handed back for the next: fresh pages cost more than the work done in them.
#pragma once

#include <memory>
#include <mutex>

namespace photosculpture {

// Holds at most one workspace; a second call at the same time gets a fresh one.
template <class Workspace>
class Shelf {
 public:
  std::unique_ptr<Workspace> take() {
    std::lock_guard<std::mutex> lock(mutex_);
    return kept_ ? std::move(kept_) : std::make_unique<Workspace>();
  }
  void put_back(std::unique_ptr<Workspace> workspace) {
    std::lock_guard<std::mutex> lock(mutex_);
    kept_ = std::move(workspace);
  }
  static Shelf& instance() {
    static Shelf shelf;
    return shelf;
  }

 private:
  std::mutex mutex_;
  std::unique_ptr<Workspace> kept_;
};

}  // namespace photosculpture
