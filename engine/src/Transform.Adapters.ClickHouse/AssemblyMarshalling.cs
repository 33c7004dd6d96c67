using System.Runtime.CompilerServices;

// Every native signature is blittable: structs are passed as they lie in memory.
[assembly: DisableRuntimeMarshalling]
