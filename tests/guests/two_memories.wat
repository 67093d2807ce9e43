;; Two components, each with a memory of its own, one of which calls the other with a list. The host's engine has no
;; second memory in one module, and its compiler ended the process over this file.
(component
  (component $counter
    (core module $code
      (memory (export "own") 1)
      (func (export "count") (param i32 i32) (result i32) local.get 1)
      (func (export "allocate") (param i32 i32 i32 i32) (result i32) i32.const 64))
    (core instance $ready (instantiate $code))
    (func (export "count") (param "items" (list u8)) (result u32)
      (canon lift (core func $ready "count")
        (memory (core memory $ready "own")) (realloc (core func $ready "allocate")))))
  (component $caller
    (import "count" (func $count (param "items" (list u8)) (result u32)))
    (core module $store (memory (export "own") 1))
    (core instance $stored (instantiate $store))
    (core func $call (canon lower (func $count) (memory (core memory $stored "own"))))
    (core module $code
      (import "other" "count" (func $count (param i32 i32) (result i32)))
      (func (export "begin") (result i32) i32.const 8 i32.const 3 call $count))
    (core instance $ready (instantiate $code
      (with "other" (instance (export "count" (func $call))))))
    (func (export "begin") (result u32) (canon lift (core func $ready "begin"))))
  (instance $one (instantiate $counter))
  (instance $two (instantiate $caller (with "count" (func $one "count"))))
  (export "begin" (func $two "begin")))
